package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.runtime.ApplicationEngine;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.config.UnknownScopes;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.json.Fingerprints;
import io.quarkiverse.eventidempotency.runtime.observability.IdempotencyLog;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkiverse.eventidempotency.runtime.transactions.OuterWorkSource;
import io.quarkiverse.eventidempotency.runtime.transactions.RowTransactions;
import io.quarkiverse.eventidempotency.runtime.transactions.UniRowTransactions;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.StartupEvent;

/** The guarded methods of the application, each with the policy that is in force for it, and the engine that guards them. */
@Singleton
public class GuardedMethods {

    /** Message consumers start at 1000: what they need has to be there by then, and a wrong configuration has to be told. */
    private static final int BEFORE_CONSUMERS = 500;

    private record Id(String methodId, String beanClass) {
    }

    private final List<GuardedMethodSpec> specs;
    private final Map<Id, GuardedMethod> methods = new ConcurrentHashMap<>();
    private final PolicyResolver policies;
    private final EventIdempotencyConfig config;
    private final ApplicationEngine application;
    private final @Nullable MessageSource messages;
    private final Fingerprints fingerprints;
    private final @Nullable OuterWorkSource outerWork;
    private final Instance<RowTransactions> transactions;
    private final Instance<UniRowTransactions> reactiveTransactions;
    private final @Nullable EventWatch watch;
    private final RecordPlaces places;
    private final @Nullable IdempotencyEngine engine;

    public GuardedMethods(GuardedMethodSpecs specs, EventIdempotencyConfig config, ApplicationEngine application,
            ScopeCounters counters, Instance<MessageSource> messages, @Any Instance<OuterWorkSource> outerWork,
            Instance<RowTransactions> transactions, Instance<UniRowTransactions> reactiveTransactions,
            Instance<EventWatch> watch, RecordPlaces places) {
        this.places = places;
        this.specs = specs.specs();
        this.config = config;
        this.messages = messages.isResolvable() ? messages.get() : null;
        this.policies = new PolicyResolver(config, counters);
        this.application = application;
        this.outerWork = OuterWorkSource.of(outerWork);
        this.transactions = transactions;
        this.reactiveTransactions = reactiveTransactions;
        this.watch = watch.isResolvable() ? watch.get() : null;
        this.fingerprints = application.fingerprints();
        // nothing is guarded, and no store needed, where there are neither methods nor code
        this.engine = this.specs.isEmpty() ? null : application.get();
    }

    /** {@return the method of a bean that an interceptor guards} */
    GuardedMethod find(GuardInterceptor guard, Class<?> beanClass) {
        Id id = new Id(guard.methodId(), beanClass.getName());
        GuardedMethod known = methods.get(id);
        if (known != null) {
            return known;
        }
        GuardedMethodSpec spec = specs.stream().filter(one -> id.equals(new Id(one.methodId(), one.beanClass()))).findFirst()
                .orElseThrow(() -> new IllegalStateException("The build does not know the guarded method " + id.methodId()
                        + " of bean class " + id.beanClass()));
        // Not inside of computeIfAbsent: a resolver may have guarded methods of its own.
        GuardPolicy policy = policies.policyOf(spec, guard::isTerminal);
        ResultMapping<@Nullable Object> results = guard.mapping(application.results().of(guard.resultType()));
        Handler<@Nullable Object> handler = engine == null ? null : engine.handler(policy, results);
        Handler<@Nullable Object> inTransaction = spec.inTransaction() ? handler : null;
        GuardedMethod method = new GuardedMethod(spec, policy, handler,
                messages == null ? argument -> ArrivedMessage.NONE
                        : messages.finderOf(spec, policies.identitySourcesOf(spec), policy.counters()),
                policies.allowsBypass(spec), resolver(guard.resolverType()), fingerprints,
                spec.ownTransaction() ? null : outerWork,
                inTransaction != null && guard.shape() == ResultShape.BLOCKING
                        ? RowGuard.of(inTransaction, transactions.get())
                        : null,
                inTransaction != null && guard.shape() == ResultShape.UNI
                        ? UniRowGuard.of(inTransaction, reactiveTransactions.get())
                        : null,
                watch);
        GuardedMethod first = methods.putIfAbsent(id, method);
        return first == null ? method : first;
    }

    /** {@return whether the messages of a method, whose guard is there now, have turns} */
    boolean bound(GuardedMethod method, AheadGuard guard) {
        return messages != null && messages.bound(method.spec(), guard, method.messages());
    }

    /** The bean is there, and there is but one: the build has made sure. */
    @SuppressWarnings("unchecked")
    private static @Nullable KeyResolver<Object> resolver(@Nullable Class<?> type) {
        return type == null ? null : (KeyResolver<Object>) Arc.container().select(type, Any.Literal.INSTANCE).get();
    }

    public void start(@Observes @Priority(BEFORE_CONSUMERS) StartupEvent event) {
        Set<String> scopes = new TreeSet<>();
        Set<String> observed = new TreeSet<>();
        Config configuration = ConfigProvider.getConfig();
        Map<GuardedMethodSpec, GuardPolicy> consumers = new LinkedHashMap<>();
        for (GuardedMethodSpec spec : specs) {
            scopes.add(spec.scopeName());
            GuardPolicy policy = policies.policyOf(spec);
            if (engine != null) {
                if (policy.observe()) {
                    observed.add(spec.scopeName());
                }
                consumers.put(spec, policy);
            }
        }
        if (messages != null) {
            messages.check(consumers);
        }
        // a bean that nobody injects is not there
        boolean usedFromCode = Arc.container().select(EventIdempotency.class).isResolvable();
        if (usedFromCode) {
            application.get(); // a store that is not configured is told at start, as it is for methods
        }
        UnknownScopes unknown = new UnknownScopes(configuration, scopes);
        for (String configured : new TreeSet<>(config.scopes().keySet())) {
            if (!unknown.isKnown(configured)) {
                IdempotencyLog.START.unknownScope(configured,
                        usedFromCode ? ", unless code that uses EventIdempotency names it" : "",
                        unknown.didYouMean(configured)
                                .map(scope -> " Did you mean quarkus.event-idempotency.scopes.\"" + scope + "\"?")
                                .orElse(""));
            }
        }
        if (specs.isEmpty() && !usedFromCode) {
            return;
        }
        if (engine == null) {
            IdempotencyLog.START.switchedOff(specs.size());
        } else if (!specs.isEmpty()) {
            IdempotencyLog.LOG.guards(specs.size(), scopes, places.text(specs), places.node());
            if (!observed.isEmpty()) {
                IdempotencyLog.START.onlyObserved(observed);
            }
        }
    }
}
