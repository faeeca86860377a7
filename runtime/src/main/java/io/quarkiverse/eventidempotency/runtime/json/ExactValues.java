package io.quarkiverse.eventidempotency.runtime.json;

import java.util.GregorianCalendar;
import java.util.Map;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.type.ReferenceType;

/**
 * Writes values that Jackson's own form cannot tell apart in one that can. A serializer or deserializer that the application
 * has registered for such a type stays in use.
 */
final class ExactValues extends SimpleModule {

    private static final Map<Class<?>, ExactForm<?>> FORMS = Map.of(java.sql.Timestamp.class, ExactForm.TIMESTAMP,
            java.sql.Date.class, ExactForm.DATE, java.sql.Time.class, ExactForm.TIME, GregorianCalendar.class,
            ExactForm.CALENDAR, java.util.Calendar.class, ExactForm.CALENDAR);

    private static final long serialVersionUID = 1L;

    ExactValues() {
        setSerializerModifier(new Serializers());
        setDeserializerModifier(new Deserializers());
    }

    static boolean isJacksons(Object converter) {
        return converter.getClass().getName().startsWith("com.fasterxml.jackson.");
    }

    private static final class Serializers extends BeanSerializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("unchecked") // of the bean's class
        public JsonSerializer<?> modifySerializer(SerializationConfig config, BeanDescription bean,
                JsonSerializer<?> serializer) {
            if (!isJacksons(serializer)) {
                return serializer;
            }
            if (PresentNothing.isPossible(bean.getType())) {
                return new PresentNothing.Serializer((JsonSerializer<Object>) serializer);
            }
            ExactForm<?> form = FORMS.get(bean.getBeanClass());
            return form == null ? serializer
                    : new ExactForm.Serializer((ExactForm<Object>) form, (JsonSerializer<Object>) serializer);
        }
    }

    private static final class Deserializers extends BeanDeserializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription bean,
                JsonDeserializer<?> deserializer) {
            ExactForm<?> form = FORMS.get(bean.getBeanClass());
            return form == null || !isJacksons(deserializer) ? deserializer
                    : new ExactForm.Deserializer(form, deserializer);
        }

        @Override
        public JsonDeserializer<?> modifyReferenceDeserializer(DeserializationConfig config, ReferenceType type,
                BeanDescription bean, JsonDeserializer<?> deserializer) {
            Object nothing = PresentNothing.nullValue(type.getContentType().getRawClass());
            return isJacksons(deserializer) && PresentNothing.isPossible(type) && nothing != null
                    ? new PresentNothing.Deserializer(deserializer, nothing)
                    : deserializer;
        }
    }
}
