package org.acme.kotlin

import io.quarkiverse.eventidempotency.IdempotencyKey

/** The compiler puts the annotations on the parameters of the constructor. */
data class Placed(@IdempotencyKey val tenant: String, @IdempotencyKey val number: Long, val note: String)

data class Paid(@get:IdempotencyKey val id: String, val amount: Int = 1)

class Shipped(@field:IdempotencyKey val id: String?)
