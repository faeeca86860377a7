package org.acme.rest;

public class CardDeclinedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CardDeclinedException(String order) {
        super("The card that pays " + order + " was declined");
    }
}
