package org.acme.entities;

import org.bson.codecs.pojo.annotations.BsonIgnore;

import io.quarkus.mongodb.panache.PanacheMongoEntity;

public class Ticket extends PanacheMongoEntity {

    public String number;

    public int seat;

    @BsonIgnore
    public String note;
}
