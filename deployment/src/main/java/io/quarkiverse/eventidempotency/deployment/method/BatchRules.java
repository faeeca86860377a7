package io.quarkiverse.eventidempotency.deployment.method;

import java.util.List;
import java.util.Map;

import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.PrimitiveType;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.key.BatchParameter;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;

/** How a method has to take several events at once, so that some of them can be left out. */
final class BatchRules {

    private static final String CANNOT = "@Idempotent cannot guard a method that takes ";

    private BatchRules() {
    }

    /** {@return what is wrong with a parameter as a batch, or as metadata of one; {@code null} for nothing} */
    static @Nullable String problem(MethodInfo method, int position, TypeIndex types) {
        Type type = types.substitute(method.parameterType(position), Map.of());
        DotName name = type.name();
        if (name.toString().endsWith("RecordBatch") && types.isSubtype(name, DotNames.MESSAGE)) {
            return CANNOT + "a " + name.withoutPackagePrefix() + ", which it cannot settle later than the method asks for:"
                    + " take a Message<List<…>>, which has the same metadata";
        }
        boolean optional = name.equals(DotNames.OPTIONAL) && type.kind() == Type.Kind.PARAMETERIZED_TYPE;
        DotName metadata = optional ? type.asParameterizedType().arguments().get(0).name() : name;
        if (isBatchMetadata(metadata.toString())) {
            return ofMetadata(method, metadata, optional, types);
        }
        if (!Channels.isConsumer(method)) {
            return !name.equals(DotNames.CONSUMER_RECORDS) ? null
                    : CANNOT + "ConsumerRecords and is no @Incoming method: take a List of the records";
        }
        if (name.equals(DotNames.MESSAGE) || name.equals(DotNames.KAFKA_RECORD)) {
            return ofMessage(type, types);
        }
        return isMany(type, types) ? ofPayload(type, position, types) : null;
    }

    private static boolean isBatchMetadata(String name) {
        return name.startsWith(DotNames.MESSAGING_PACKAGE) && name.contains("Batch") && name.endsWith("Metadata");
    }

    private static @Nullable String ofMetadata(MethodInfo method, DotName metadata, boolean optional, TypeIndex types) {
        String name = metadata.withoutPackagePrefix();
        if (!metadata.equals(DotNames.KAFKA_BATCH_METADATA)) {
            return CANNOT + name + ", which would still contain the elements that are left out of the batch: remove the"
                    + " parameter";
        }
        if (!Channels.isConsumer(method) || BatchParameter.ofConsumer(method, types) == null) {
            return CANNOT + name + " without its batch: take a List<…> or ConsumerRecords first, in an @Incoming method";
        }
        return optional ? CANNOT + "an Optional of " + name + ": declare it without Optional, since each Kafka batch has it"
                : null;
    }

    private static @Nullable String ofMessage(Type type, TypeIndex types) {
        List<Type> arguments = type.kind() == Type.Kind.PARAMETERIZED_TYPE ? type.asParameterizedType().arguments() : List.of();
        Type payload = arguments.isEmpty() ? null : arguments.get(arguments.size() - 1);
        if (payload == null || !isMany(payload, types)) {
            return null;
        }
        return type.name().equals(DotNames.MESSAGE) && BatchParameter.isList(payload) ? ofElements(payload, types)
                : lists(type, "Message<List<…>>");
    }

    private static @Nullable String ofPayload(Type type, int position, TypeIndex types) {
        if (!BatchParameter.isList(type) && !type.name().equals(DotNames.CONSUMER_RECORDS)) {
            return lists(type, "List<…>");
        }
        return position == 0 ? ofElements(type, types)
                : "@Idempotent takes the batch of a consumer from its first parameter, and takes one only ("
                        + TypeIndex.describe(type) + "): put it first, and what belongs together into one element";
    }

    private static @Nullable String ofElements(Type batch, TypeIndex types) {
        if (batch.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            return CANNOT + "a raw " + batch.name().withoutPackagePrefix()
                    + ": declare the type of its elements, as in List<Order>";
        }
        return types.isSubtype(batch.asParameterizedType().arguments().get(0).name(), DotNames.MESSAGE)
                ? CANNOT + "a List of messages, each of which would be settled alone: take a Message<List<…>>, or a List of"
                        + " their payloads"
                : null;
    }

    private static String lists(Type type, String instead) {
        return "@Idempotent can leave duplicates out of a List, not out of a " + TypeIndex.describe(type) + ": take a "
                + instead + ", or wrap a payload that is one event in a record";
    }

    /** A channel that is configured as a batch hands a list or an array of payloads over; bytes are one payload. */
    private static boolean isMany(Type type, TypeIndex types) {
        return type.kind() == Type.Kind.ARRAY ? !type.asArrayType().constituent().equals(PrimitiveType.BYTE)
                : type.name().equals(DotNames.ITERABLE) || type.name().equals(DotNames.CONSUMER_RECORDS)
                        || types.isSubtype(type.name(), DotNames.COLLECTION);
    }
}
