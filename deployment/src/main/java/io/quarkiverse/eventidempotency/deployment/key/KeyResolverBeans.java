package io.quarkiverse.eventidempotency.deployment.key;

import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Any;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jspecify.annotations.Nullable;

import io.quarkus.arc.processor.BeanInfo;
import io.quarkus.arc.processor.BeanResolver;

/** Checks that each resolver of keys is one bean. */
public final class KeyResolverBeans {

    private static final AnnotationInstance ANY = AnnotationInstance.builder(Any.class).build();

    private final BeanResolver beans;

    public KeyResolverBeans(BeanResolver beans) {
        this.beans = beans;
    }

    /** {@return what is wrong with a resolver; {@code null} when nothing is} */
    @Nullable
    public String problem(DotName resolver) {
        String named = "keyResolver = " + resolver + " of @Idempotent needs one bean of that type, and ";
        Set<BeanInfo> found = beans.resolveBeans(ClassType.create(resolver), ANY);
        if (found.isEmpty()) {
            return named + "there is none: give the class a scope such as @ApplicationScoped";
        }
        try {
            beans.resolveAmbiguity(found);
            return null;
        } catch (AmbiguousResolutionException e) {
            return named + "there are several: name the class of one of them (" + found.stream().map(BeanInfo::toString)
                    .sorted().collect(Collectors.joining(", ")) + ")";
        }
    }
}
