package org.acme.orders;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

import io.vertx.mutiny.sqlclient.SqlConnection;

/** Notes the statements that are sent with a connection. */
final class CountedConnection {

    private CountedConnection() {
    }

    static SqlConnection of(SqlConnection connection, List<String> sent) {
        io.vertx.sqlclient.SqlConnection bare = connection.getDelegate();
        return SqlConnection.newInstance((io.vertx.sqlclient.SqlConnection) Proxy.newProxyInstance(
                CountedConnection.class.getClassLoader(), new Class<?>[] { io.vertx.sqlclient.SqlConnection.class },
                (proxy, method, args) -> {
                    if (method.getName().equals("query") || method.getName().equals("preparedQuery")) {
                        sent.add((String) args[0]);
                    }
                    try {
                        return method.invoke(bare, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
