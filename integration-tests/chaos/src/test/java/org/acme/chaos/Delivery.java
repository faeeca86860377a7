package org.acme.chaos;

/** One delivery to a process. */
record Delivery(long number, String parcel, String process, long sent) {
}
