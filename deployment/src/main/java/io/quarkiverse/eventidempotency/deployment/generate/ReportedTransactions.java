package io.quarkiverse.eventidempotency.deployment.generate;

import java.lang.reflect.Modifier;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.MethodInfo;
import org.objectweb.asm.ClassVisitor;

import io.quarkus.gizmo.ClassTransformer;
import io.quarkus.gizmo.FieldDescriptor;
import io.quarkus.gizmo.MethodCreator;
import io.quarkus.gizmo.MethodDescriptor;
import io.quarkus.gizmo.ResultHandle;

/**
 * The connections and transactions of reactive SQL clients, changed so that each transaction is reported when it begins:
 * there is no other way to find the transaction that a method is called in.
 */
public final class ReportedTransactions {

    public static final String TRANSACTIONS = "io.vertx.sqlclient.impl.TransactionImpl";
    public static final String CONNECTIONS = "io.vertx.sqlclient.impl.SqlConnectionBase";

    private static final String CONNECTION = "io.vertx.sqlclient.SqlConnection";
    private static final String TRANSACTION = "io.vertx.sqlclient.Transaction";
    private static final String CONTEXT = "io.vertx.core.impl.ContextInternal";
    private static final String FUTURE = "io.vertx.core.Future";
    private static final String BEGIN = "begin";
    private static final String REPORTED_BEGIN = "begin$reported";
    private static final String ENDED = "ended";
    private static final String FAILED = "failed";

    /** By name: it needs classes that are not in every application. */
    public static final String RUNTIME = "io.quarkiverse.eventidempotency.runtime.transactions.";

    private ReportedTransactions() {
    }

    /** {@return whether the classes are as they have to be to be changed} */
    public static boolean knows(ClassInfo transactions, ClassInfo connections) {
        MethodInfo begin = connections.method(BEGIN);
        return begin != null && begin.returnType().name().toString().equals(FUTURE)
                && hasField(connections, "context", CONTEXT)
                && hasField(connections, "tx", TRANSACTIONS)
                && transactions.method("fail") != null
                && hasField(transactions, ENDED, "boolean")
                && hasField(transactions, FAILED, "boolean");
    }

    private static boolean hasField(ClassInfo type, String name, String fieldType) {
        FieldInfo field = type.field(name);
        return field != null && field.type().name().toString().equals(fieldType);
    }

    public static ClassVisitor reporting(ClassVisitor visitor) {
        ClassTransformer type = new ClassTransformer(CONNECTIONS);
        type.modifyMethod(BEGIN, FUTURE).rename(REPORTED_BEGIN);
        try (MethodCreator begin = type.addMethod(BEGIN, FUTURE).setModifiers(Modifier.PUBLIC)) {
            ResultHandle begun = begin.invokeVirtualMethod(MethodDescriptor.ofMethod(CONNECTIONS, REPORTED_BEGIN, FUTURE),
                    begin.getThis());
            ResultHandle context = begin.readInstanceField(FieldDescriptor.of(CONNECTIONS, "context", CONTEXT),
                    begin.getThis());
            ResultHandle transaction = begin.readInstanceField(FieldDescriptor.of(CONNECTIONS, "tx", TRANSACTIONS),
                    begin.getThis());
            begin.invokeStaticMethod(MethodDescriptor.ofMethod(RUNTIME + "ReactiveTransactions", "begun", void.class,
                    CONNECTION, TRANSACTION, CONTEXT, FUTURE), begin.getThis(), transaction, context, begun);
            begin.returnValue(begun);
        }
        return type.applyTo(visitor);
    }

    public static ClassVisitor reported(ClassVisitor visitor) {
        ClassTransformer type = new ClassTransformer(TRANSACTIONS);
        type.addInterface(RUNTIME + "ReportedTransaction");
        addGetter(type, "isEnding", ENDED);
        addGetter(type, "isDoomed", FAILED);
        try (MethodCreator recovered = type.addMethod("recovered", void.class).setModifiers(Modifier.PUBLIC)) {
            recovered.writeInstanceField(FieldDescriptor.of(TRANSACTIONS, FAILED, boolean.class), recovered.getThis(),
                    recovered.load(false));
            recovered.returnVoid();
        }
        return type.applyTo(visitor);
    }

    private static void addGetter(ClassTransformer type, String name, String field) {
        try (MethodCreator getter = type.addMethod(name, boolean.class).setModifiers(Modifier.PUBLIC)) {
            getter.returnValue(
                    getter.readInstanceField(FieldDescriptor.of(TRANSACTIONS, field, boolean.class), getter.getThis()));
        }
    }
}
