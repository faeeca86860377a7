package io.quarkiverse.eventidempotency.runtime.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;

import org.junit.jupiter.api.Test;

import io.quarkus.arc.InjectableBean;
import io.quarkus.arc.ManagedContext;

class RequestScopeTest {

    /** Has one state. */
    private static final class OneContext implements ManagedContext {

        final List<ContextState> destroyed = new ArrayList<>();
        private final ContextState state = new ContextState() {

            @Override
            public Map<InjectableBean<?>, Object> getContextualInstances() {
                return Map.of();
            }
        };
        private boolean active;

        @Override
        public ContextState activate(ContextState initialState) {
            active = true;
            return state;
        }

        @Override
        public ContextState initializeState() {
            return state;
        }

        @Override
        public void deactivate() {
            active = false;
        }

        @Override
        public boolean isActive() {
            return active;
        }

        @Override
        public ContextState getState() {
            return state;
        }

        @Override
        public void destroy(ContextState ended) {
            destroyed.add(ended);
        }

        @Override
        public void destroy() {
            destroyed.add(state);
        }

        @Override
        public void destroy(Contextual<?> contextual) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Class<? extends Annotation> getScope() {
            return RequestScoped.class;
        }

        @Override
        public <T> T get(Contextual<T> contextual, CreationalContext<T> creation) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T get(Contextual<T> contextual) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void contextStaysForABodyThatJoinsWhenItsMakerHasLeft() {
        OneContext context = new OneContext();
        var made = RequestScope.make(context);
        var second = RequestScope.join(context);
        RequestScope.leave(context, made, true);
        var third = RequestScope.join(context);
        RequestScope.leave(context, second, false);
        assertThat(context.destroyed).isEmpty();
        assertThat(third).isSameAs(made);
        RequestScope.leave(context, third, false);
        assertThat(context.destroyed).containsExactly(made);
    }
}
