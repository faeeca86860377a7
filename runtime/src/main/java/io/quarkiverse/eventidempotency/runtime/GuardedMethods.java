package io.quarkiverse.eventidempotency.runtime;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.runtime.engine.EngineOptions;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkus.arc.All;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

/** The guarded methods of the application, each with the policy that is in force for it, and the engine that guards them. */
@Singleton
public class GuardedMethods {

    /** Message consumers start at 1000: what they need has to be there by then, and a wrong configuration has to be told. */
    private static final int BEFORE_CONSUMERS = 500;

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.eventidempotency");

    private record Id(String methodId, String beanClass) {
    }

    private final Map<Id, GuardedMethodSpec> specs = new HashMap<>();
    private final Map<Id, GuardedMethod> methods = new ConcurrentHashMap<>();
    private final PolicyResolver policies;
    private final EventIdempotencyConfig config;
    private final ObjectMapper mapper;
    private final MessageSource messages;
    private final @Nullable IdempotencyEngine engine;

    GuardedMethods(GuardedMethodSpecs specs, EventIdempotencyConfig config, ObjectMapper mapper, StoreChoice store,
            ScopeCounters counters, Vertx vertx, Instance<MessageSource> messages,
            @All List<ResultTypes> resultTypes) {
        for (GuardedMethodSpec spec : specs.specs()) {
            this.specs.put(new Id(spec.methodId(), spec.beanClass()), spec);
        }
        this.config = config;
        this.messages = messages.isResolvable() ? messages.get()
                : (argument, channels, sources, counted) -> ArrivedMessage.NONE;
        this.policies = new PolicyResolver(config, counters);
        this.mapper = mapper.copy().deactivateDefaultTyping();
        resultTypes.forEach(types -> types.teach(this.mapper));
        this.engine = config.enabled() && !this.specs.isEmpty() ? new IdempotencyEngine(store.open(), new VertxClock(vertx),
                new LoggingListener(config.logKeys()), options(config)) : null;
    }

    private static EngineOptions options(EventIdempotencyConfig config) {
        return new EngineOptions(config.node().orElseGet(Node::name), config.logKeys(),
                config.maxResultSize().asLongValue(), LaunchMode.current() != LaunchMode.NORMAL);
    }

    /**
     * A guarded method of a bean.
     *
     * @param resultType the type of its results
     */
    GuardedMethod find(String methodId, Class<?> beanClass, Type resultType) {
        return methods.computeIfAbsent(new Id(methodId, beanClass.getName()), id -> {
            GuardedMethodSpec spec = specs.get(id);
            if (spec == null) {
                throw new IllegalStateException("The build does not know the guarded method " + methodId + " of bean class "
                        + beanClass.getName());
            }
            return new GuardedMethod(spec.method(), policies.policyOf(spec), new JacksonResults(mapper, resultType), engine,
                    spec.channels(), spec.settling(), messages, policies.identitySourcesOf(spec),
                    policies.allowsBypass(spec));
        });
    }

    void start(@Observes @Priority(BEFORE_CONSUMERS) StartupEvent event) {
        Set<String> scopes = new TreeSet<>();
        ChannelChecks channels = new ChannelChecks(ConfigProvider.getConfig());
        for (GuardedMethodSpec spec : specs.values()) {
            scopes.add(spec.scopeName());
            GuardPolicy policy = policies.policyOf(spec);
            if (engine != null) {
                channels.check(spec, policy);
                if (spec.namedByMessage()) {
                    channels.checkOwnIdentity(spec);
                }
            }
        }
        for (String configured : new TreeSet<>(config.scopes().keySet())) {
            if (!UnknownScopes.isKnown(configured, scopes)) {
                IdempotencyLog.LOG.unknownScope(configured, UnknownScopes.didYouMean(configured, scopes)
                        .map(scope -> " Did you mean quarkus.event-idempotency.scopes.\"" + scope + "\"?").orElse(""));
            }
        }
        if (specs.isEmpty()) {
            return;
        }
        if (engine == null) {
            IdempotencyLog.LOG.switchedOff(specs.size());
        } else {
            LOG.infof("Event idempotency guards %d methods in the scopes %s", specs.size(), scopes);
        }
    }
}
