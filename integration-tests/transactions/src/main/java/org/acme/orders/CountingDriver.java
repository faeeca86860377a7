package org.acme.orders;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;

/** Notes the statements that are sent to the database behind {@code jdbc:counted:}, whatever driver it has. */
public class CountingDriver implements Driver {

    private static final String PREFIX = "jdbc:counted:";

    /** The statements so far, in their order. */
    public static final List<String> SENT = new CopyOnWriteArrayList<>();

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        String target = url.substring(PREFIX.length());
        return (Connection) noting(Connection.class, driver(target).connect(target, info), null);
    }

    private static Driver driver(String url) {
        return url.startsWith("jdbc:postgresql:") ? new org.postgresql.Driver()
                : url.startsWith("jdbc:mariadb:") ? new org.mariadb.jdbc.Driver() : new org.h2.Driver();
    }

    private static Object noting(Class<?> type, Object target, String sql) {
        return Proxy.newProxyInstance(CountingDriver.class.getClassLoader(), new Class<?>[] { type }, (proxy, method, args) -> {
            if (target instanceof Statement && method.getName().startsWith("execute")) {
                SENT.add(sql == null ? String.valueOf(args[0]) : sql);
            }
            Object result = call(method, target, args);
            if (result instanceof CallableStatement || result instanceof PreparedStatement) {
                return noting(PreparedStatement.class, result, (String) args[0]);
            }
            return result instanceof Statement && target instanceof Connection ? noting(Statement.class, result, null) : result;
        });
    }

    private static Object call(Method method, Object target, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
