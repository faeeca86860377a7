package io.quarkiverse.eventidempotency.deployment.types;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

import io.quarkus.deployment.bean.JavaBeanUtil;
import io.quarkus.panache.common.deployment.PanacheEntityClassesBuildItem;

/**
 * The public fields of entities, which Hibernate ORM, Hibernate Reactive and Panache put accessors in front of. The
 * application's own code is rewritten to call them, which generated code is not: a field that is read past its accessor may
 * not be loaded yet, and is protected by then.
 */
public final class EntityFields {

    private final Set<String> entities;

    EntityFields(Set<String> entities) {
        this.entities = entities;
    }

    /** {@return the fields of the entities that extensions have announced, and of documents, which MongoDB's does not} */
    public static EntityFields of(Collection<PanacheEntityClassesBuildItem> announced, IndexView index) {
        Stream<String> documents = DotNames.DOCUMENTS.stream().flatMap(base -> index.getAllKnownSubclasses(base).stream())
                .map(ClassInfo::name).filter(name -> !DotNames.UNCHANGED_DOCUMENTS.contains(name)).map(DotName::toString);
        return new EntityFields(Stream.concat(documents,
                announced.stream().flatMap(item -> item.getEntityClasses().stream())).collect(Collectors.toUnmodifiableSet()));
    }

    /** {@return the getter that stands in front of a public field; {@code null} when the field is read as it is} */
    public @Nullable String accessor(FieldInfo field) {
        boolean enhanced = entities.contains(field.declaringClass().name().toString()) && Modifier.isPublic(field.flags())
                && !Modifier.isStatic(field.flags()) && DotNames.NOT_PERSISTENT.stream().noneMatch(field::hasAnnotation)
                && !field.declaringClass().hasDeclaredAnnotation(DotNames.KOTLIN_METADATA);
        return enhanced ? JavaBeanUtil.getGetterName(field.name(), field.type().name()) : null;
    }
}
