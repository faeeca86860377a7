package org.acme.purchases;

/** The ways in which callers open a reactive transaction. */
public enum Opening {

    /** {@code @WithTransaction}. */
    ANNOTATION,

    /** {@code Panache.withTransaction}. */
    PANACHE,

    /** {@code Mutiny.SessionFactory.withTransaction}. */
    SESSION_FACTORY,

    /** {@code Mutiny.SessionFactory.withStatelessTransaction}. */
    STATELESS,

    /** {@code Mutiny.Session.withTransaction} of a session that nothing but the caller knows. */
    OPENED_SESSION,

    /** {@code Pool.withTransaction}. */
    POOL,

    /** {@code Pool.withTransaction} that others join. */
    PROPAGATED,

    /** {@code SqlConnection.begin}. */
    BEGUN,

    /** {@code Pool.withTransaction} without Mutiny. */
    BARE_POOL;

    /** {@return whether Hibernate Reactive opens it} */
    public boolean isOfHibernate() {
        return ordinal() <= OPENED_SESSION.ordinal();
    }
}
