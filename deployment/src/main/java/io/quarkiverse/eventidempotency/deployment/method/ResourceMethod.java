package io.quarkiverse.eventidempotency.deployment.method;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;

/**
 * A method of a REST resource.
 *
 * @param declaration the method that carries the annotations of Jakarta REST: the method itself, or one that it overrides or
 *        implements
 */
public record ResourceMethod(MethodInfo declaration) {

    private static final String KEY_HEADER = "idempotency-key";

    /** {@return the resource method; {@code null} when requests do not reach the method} */
    public static @Nullable ResourceMethod of(MethodInfo method, TypeIndex types) {
        return types.hierarchy(Type.create(method.declaringClass().name(), Type.Kind.CLASS)).stream()
                .flatMap(supertype -> supertype.info().methods().stream())
                .filter(declared -> overrides(method, declared) && hasVerb(declared, types))
                .findFirst().map(ResourceMethod::new).orElse(null);
    }

    /** A type variable stands for any type: the compiler has checked that the class implements the method. */
    private static boolean overrides(MethodInfo method, MethodInfo declared) {
        return method.name().equals(declared.name()) && method.parametersCount() == declared.parametersCount()
                && IntStream.range(0, method.parametersCount())
                        .allMatch(i -> declared.parameterType(i).kind() == Type.Kind.TYPE_VARIABLE
                                || declared.parameterType(i).name().equals(method.parameterType(i).name()));
    }

    /** Whether one of its annotations is such as {@code @GET}, or one of the application's own of that kind. */
    private static boolean hasVerb(MethodInfo declared, TypeIndex types) {
        return declared.declaredAnnotations().stream()
                .filter(annotation -> annotation.target().kind() == AnnotationTarget.Kind.METHOD)
                .map(annotation -> types.find(annotation.name()))
                .anyMatch(annotation -> annotation != null && annotation.hasDeclaredAnnotation(DotNames.HTTP_METHOD));
    }

    /** {@return whether the value of the parameter is a header, or a part of the address or a form} */
    public boolean isRequestParameter(int position) {
        return annotations(position).anyMatch(annotation -> DotNames.REST_PARAMETERS.contains(annotation.name()))
                || isInPath(position);
    }

    /** {@return whether the value of the parameter is the header {@code Idempotency-Key}} */
    public boolean isKeyHeader(int position) {
        return annotations(position).filter(annotation -> DotNames.REST_HEADERS.contains(annotation.name()))
                .anyMatch(annotation -> {
                    AnnotationValue name = annotation.value();
                    return name != null && !name.asString().isEmpty() ? name.asString().equalsIgnoreCase(KEY_HEADER)
                            : "idempotencyKey".equals(declaration.parameterName(position));
                });
    }

    /**
     * {@return the names of the parameters that bring the subject of a request: its entity, and parts of its address or form}
     *
     * @param except the positions of parameters that are part of the key
     */
    public List<String> payload(Set<Integer> except) {
        return IntStream.range(0, declaration.parametersCount()).filter(i -> !except.contains(i) && isPayload(i))
                .mapToObj(this::name).toList();
    }

    private boolean isPayload(int position) {
        return isEntity(position) || isRequestParameter(position)
                && annotations(position).noneMatch(annotation -> DotNames.REST_HEADERS.contains(annotation.name()));
    }

    private String name(int position) {
        return Objects.requireNonNullElse(declaration.parameterName(position), String.valueOf(position));
    }

    /** {@return whether the value of the parameter is the body of the request} */
    public boolean isEntity(int position) {
        String type = declaration.parameterType(position).name().toString();
        return !isRequestParameter(position)
                && annotations(position).noneMatch(annotation -> DotNames.REST_CONTEXTS.contains(annotation.name()))
                && Stream.of(DotNames.REST_PACKAGE, "io.vertx.", "jakarta.servlet.").noneMatch(type::startsWith);
    }

    /** Quarkus REST takes a parameter of that name from the path, without an annotation. */
    private boolean isInPath(int position) {
        String name = declaration.parameterName(position);
        return name != null && Stream.of(pathOf(declaration.declaringClass()), pathOf(declaration))
                .anyMatch(path -> Pattern.compile("\\{\\s*" + Pattern.quote(name) + "\\s*[:}]").matcher(path).find());
    }

    private static String pathOf(AnnotationTarget target) {
        AnnotationInstance path = target instanceof ClassInfo type ? type.declaredAnnotation(DotNames.PATH)
                : target.asMethod().declaredAnnotation(DotNames.PATH);
        return path == null ? "" : path.value().asString();
    }

    private Stream<AnnotationInstance> annotations(int position) {
        return declaration.parameters().get(position).annotations().stream()
                .filter(annotation -> annotation.target().kind() == AnnotationTarget.Kind.METHOD_PARAMETER);
    }
}
