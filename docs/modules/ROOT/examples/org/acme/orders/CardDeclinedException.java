package org.acme.orders;

/** A card that is refused now will be refused again. */
public class CardDeclinedException extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
