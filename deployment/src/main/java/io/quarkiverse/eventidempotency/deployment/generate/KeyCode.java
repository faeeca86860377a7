package io.quarkiverse.eventidempotency.deployment.generate;

import static org.jboss.jandex.gizmo2.Jandex2Gizmo.classDescOf;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.deployment.key.KeyPartKind;
import io.quarkiverse.eventidempotency.deployment.key.KeyPath;
import io.quarkiverse.eventidempotency.deployment.key.KeySource;
import io.quarkiverse.eventidempotency.deployment.key.KeyStep;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.KeyText;
import io.quarkiverse.eventidempotency.runtime.guard.MissingKeyPart;
import io.quarkus.gizmo2.Assignable;
import io.quarkus.gizmo2.Const;
import io.quarkus.gizmo2.Expr;
import io.quarkus.gizmo2.LocalVar;
import io.quarkus.gizmo2.Var;
import io.quarkus.gizmo2.creator.BlockCreator;
import io.quarkus.gizmo2.desc.ClassMethodDesc;
import io.quarkus.gizmo2.desc.ConstructorDesc;
import io.quarkus.gizmo2.desc.FieldDesc;
import io.quarkus.gizmo2.desc.InterfaceMethodDesc;
import io.quarkus.gizmo2.desc.MethodDesc;

/** Writes the code that takes a key from a method's arguments: plain calls, with a way out for each {@code null}. */
final class KeyCode {

    private static final DirectMethodHandleDesc CONCAT = ConstantDescs.ofCallsiteBootstrap(
            ClassDesc.of("java.lang.invoke.StringConcatFactory"), "makeConcat", ConstantDescs.CD_CallSite);
    /** The JDK joins at most 200 at once. */
    private static final int MOST_JOINED = 100;

    private static final MethodDesc TO_STRING = MethodDesc.of(Object.class, "toString", String.class);
    private static final MethodDesc NAME = MethodDesc.of(Enum.class, "name", String.class);
    private static final MethodDesc PLAIN = MethodDesc.of(BigDecimal.class, "toPlainString", String.class);
    private static final MethodDesc NUMBER = MethodDesc.of(KeyText.class, "of", String.class, Number.class);
    private static final MethodDesc TEXT = MethodDesc.of(KeyText.class, "of", String.class, Object.class);
    private static final MethodDesc ESCAPED = MethodDesc.of(KeyText.class, "escaped", String.class, String.class);
    private static final MethodDesc MAP_GET = MethodDesc.of(Map.class, "get", Object.class, Object.class);
    private static final MethodDesc EVENT_KEY = MethodDesc.of(EventIdempotency.class, "keyOf", String.class,
            IdempotentEvent.class);

    private static final ConstructorDesc MISSING_PART = ConstructorDesc.of(MissingKeyPart.class, String.class, String.class);

    private static final String FILTER = "Filter such events before they reach the method";

    private final Var arguments;
    private final Var message;
    private @Nullable KeySource key;

    /** @param message the {@code ArrivedMessage} of the call */
    KeyCode(Var arguments, Var message) {
        this.arguments = arguments;
        this.message = message;
    }

    /** Writes a whole method body that returns the key, and throws when a required part is missing. */
    void writeKey(BlockCreator code, KeySource source) {
        key = source;
        if (source instanceof KeySource.Event event) {
            follow(code, event.event().steps(), 0, arguments, (b, v) -> {
                LocalVar key = b.localVar("key", b.invokeStatic(EVENT_KEY, b.cast(v, IdempotentEvent.class)));
                b.ifNotNull(key, found -> found.return_(key));
                raise(b, "idempotencyKey() and eventId() of " + event.event().text() + " are null",
                        "Let the event return one of them");
            });
        } else if (source instanceof KeySource.Resolved) {
            code.returnNull();
        } else {
            List<Expr> parts = new ArrayList<>();
            for (KeySource.Part part : source.parts()) {
                parts.add(part instanceof KeySource.Value value
                        ? text(code, value, parts.size(), value.escaped() && source.parts().size() > 1)
                        : Const.of(((KeySource.Text) part).text()));
            }
            code.return_(joined(code, parts));
        }
    }

    /** Writes a whole method body that returns path and text of each part, {@code null} for the text of a missing one. */
    void writeParts(BlockCreator code, KeySource source) {
        List<Expr> parts = new ArrayList<>();
        for (KeySource.Value value : source.values()) {
            LocalVar text = code.localVar("text" + parts.size(), Const.ofNull(String.class));
            follow(code, value.path().steps(), 0, arguments, (b, v) -> b.set(text, text(b, value.kind(), v)));
            parts.add(Const.of(value.path().text()));
            parts.add(text);
        }
        code.return_(code.newArray(String.class, parts));
    }

    /** A variable with the value at the end of a path, {@code null} where the path ends early. */
    LocalVar value(BlockCreator code, KeyPath path) {
        LocalVar value = code.localVar("value", Const.ofNull(Object.class));
        follow(code, path.steps(), 0, arguments, (b, v) -> b.set(value, v.type().isPrimitive() ? b.box(v) : v));
        return value;
    }

    private static void raise(BlockCreator code, String what, String remedy) {
        code.throw_(code.new_(MISSING_PART, Const.of(what), Const.of(remedy)));
    }

    /** A variable with the text of a value, empty where the value is optional and missing. */
    private LocalVar text(BlockCreator code, KeySource.Value value, int number, boolean escaped) {
        LocalVar part = code.localVar("part" + number, Const.of(""));
        follow(code, value.path().steps(), 0, arguments, (b, v) -> {
            Expr text = text(b, value.kind(), v);
            boolean plain = v.type().isPrimitive() && !v.type().equals(ConstantDescs.CD_char);
            b.set(part, escaped && !plain ? b.invokeStatic(ESCAPED, text) : text);
        });
        return part;
    }

    /** Joins texts by the concatenation of the JDK: one string is allocated, and no builder. */
    private static Expr joined(BlockCreator code, List<Expr> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        if (parts.size() > MOST_JOINED) {
            List<Expr> fewer = new ArrayList<>(parts.subList(MOST_JOINED, parts.size()));
            fewer.add(0, code.localVar("joined" + fewer.size(), joined(code, parts.subList(0, MOST_JOINED))));
            return joined(code, fewer);
        }
        ClassDesc[] types = new ClassDesc[parts.size()];
        Arrays.fill(types, ConstantDescs.CD_String);
        return code.invokeDynamic(DynamicCallSiteDesc.of(CONCAT, CONCAT.methodName(),
                MethodTypeDesc.of(ConstantDescs.CD_String, types)), parts);
    }

    private void follow(BlockCreator code, List<KeyStep> steps, int at, Expr receiver, BiConsumer<BlockCreator, Expr> end) {
        KeyStep step = steps.get(at);
        boolean last = at == steps.size() - 1;
        LocalVar value = code.localVar("step" + at, take(code, step, receiver, last));
        BiConsumer<BlockCreator, LocalVar> next = (b, v) -> {
            if (last) {
                end.accept(b, v);
            } else {
                follow(b, steps, at + 1, v, end);
            }
        };
        KeySource source = key;
        if (value.type().isPrimitive()) {
            next.accept(code, value);
        } else if (step.optional() || source == null) {
            code.ifNotNull(value, b -> next.accept(b, value));
        } else {
            code.ifNull(value, b -> raise(b, missing(source, steps, at), remedy(source, steps, at)));
            next.accept(code, value);
        }
    }

    /** {@return what is missing where a path ends early, as the end of a sentence} */
    private static String missing(KeySource source, List<KeyStep> steps, int at) {
        if (source instanceof KeySource.OwnIdentity) {
            return "the message has none of the identities that identity-sources lists";
        }
        String path = new KeyPath(steps.subList(0, at + 1)).text();
        return steps.get(at) instanceof KeyStep.Attribute ? "{" + path + "} of the message is absent, or not usable as text"
                : path + " is null";
    }

    /** {@return what to do where it may be missing, as the beginning of a sentence} */
    private static String remedy(KeySource source, List<KeyStep> steps, int at) {
        if (source instanceof KeySource.Event) {
            return FILTER;
        }
        if (source instanceof KeySource.OwnIdentity) {
            return "Let the sender set the header idempotency-key, name the key as key = \"…\" of @Idempotent";
        }
        if (source.values().size() == 1) {
            // Without this one, all events would have the same key.
            return FILTER + ", or take the key from a part that each event has";
        }
        String path = IntStream.range(0, steps.size())
                .mapToObj(i -> steps.get(i).name() + (i == at || steps.get(i).optional() ? "?" : ""))
                .collect(Collectors.joining("."));
        return source instanceof KeySource.Annotated
                ? "Name the parts in key = \"…\" of @Idempotent, with {" + path + "} if the part may be missing"
                : "Write {" + path + "} in the key of @Idempotent if the part may be missing";
    }

    private Expr take(BlockCreator code, KeyStep step, Expr receiver, boolean last) {
        if (step instanceof KeyStep.Argument argument) {
            Assignable boxed = arguments.elem(argument.position());
            return last ? code.get(boxed) : code.cast(boxed, classDescOf(argument.type()));
        }
        if (step instanceof KeyStep.Attribute attribute) {
            return attribute.argument() == null
                    ? code.invokeInterface(MethodDesc.of(ArrivedMessage.class, attribute.method(), String.class), message)
                    : code.invokeInterface(
                            MethodDesc.of(ArrivedMessage.class, attribute.method(), String.class, String.class), message,
                            Const.of(attribute.argument()));
        }
        if (step instanceof KeyStep.Call call) {
            ClassDesc declared = classDescOf(call.declared());
            ClassDesc owner = classDescOf(call.receiver());
            Expr value = call.receiver().isInterface()
                    ? code.invokeInterface(InterfaceMethodDesc.of(owner, call.method(), declared), receiver)
                    : code.invokeVirtual(ClassMethodDesc.of(owner, call.method(), declared), receiver);
            return as(code, value, declared, call.type(), last);
        }
        if (step instanceof KeyStep.Read read) {
            ClassDesc declared = classDescOf(read.declared());
            FieldDesc field = FieldDesc.of(classDescOf(read.receiver()), read.name(), declared);
            return as(code, code.get(receiver.field(field)), declared, read.type(), last);
        }
        Expr value = code.invokeInterface(MAP_GET, receiver, Const.of(step.name()));
        return as(code, value, ConstantDescs.CD_Object, step.type(), last);
    }

    /** A value that is only turned into text needs no cast to its class, which need not be accessible then. */
    private static Expr as(BlockCreator code, Expr value, ClassDesc declared, Type actual, boolean last) {
        ClassDesc wanted = classDescOf(actual);
        return last || wanted.equals(declared) || actual.kind() == Type.Kind.PRIMITIVE ? value : code.cast(value, wanted);
    }

    private static Expr text(BlockCreator code, KeyPartKind kind, Expr value) {
        return switch (kind) {
            case STRING -> code.cast(value, String.class);
            case ENUM -> code.invokeVirtual(NAME, code.cast(value, Enum.class));
            case DECIMAL -> code.invokeVirtual(PLAIN, code.cast(value, BigDecimal.class));
            case NUMBER -> code.invokeStatic(NUMBER, code.cast(value, Number.class));
            case TEXT -> code.invokeStatic(TEXT, value);
            case PRIMITIVE -> {
                if (!value.type().isPrimitive()) {
                    yield code.invokeVirtual(TO_STRING, value);
                }
                // byte and short have no text of their own but as int.
                boolean narrow = value.type().equals(ConstantDescs.CD_byte) || value.type().equals(ConstantDescs.CD_short);
                Expr primitive = narrow ? code.cast(value, int.class) : value;
                yield code.invokeStatic(ClassMethodDesc.of(ConstantDescs.CD_String, "valueOf", ConstantDescs.CD_String,
                        primitive.type()), primitive);
            }
        };
    }
}
