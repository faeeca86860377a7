package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class KafkaClustersTest {

    private final Map<String, String> config = new HashMap<>();
    private final Map<String, String> beans = new HashMap<>();

    private KafkaClustersTest with(String property, String value) {
        config.put(property, value);
        return this;
    }

    /** @param servers {@code null} for those of all channels */
    private KafkaClustersTest channel(String name, String servers) {
        with("mp.messaging.incoming." + name + ".connector", "smallrye-kafka");
        return servers == null ? this : with("mp.messaging.incoming." + name + ".bootstrap.servers", servers);
    }

    /** {@return the names of the channels' clusters; {@code null} for that without one} */
    private Map<String, String> names(String... channels) {
        KafkaClusters clusters = KafkaClusters.of(List.of(channels), new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(config, "test", 100)).build(), beans::get);
        Map<String, String> names = new HashMap<>();
        for (String channel : channels) {
            names.put(channel, clusters.nameOf(channel));
        }
        assertThat(clusters.areOne()).isEqualTo(names.values().stream().allMatch(name -> name == null));
        return names;
    }

    private static Map<String, String> expected(String... namesOfChannels) {
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < namesOfChannels.length; i += 2) {
            names.put(namesOfChannels[i], namesOfChannels[i + 1]);
        }
        return names;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "a:9092,b:9092             | b:9092,a:9092",
            "a:9092,b:9092             | b:9092,c:9092",
            "A.Example.org:9092        | a.example.org:9092",
            "SASL_SSL://a:9092 , b:9   | a:9092",
            "localhost:9092            | ",
    })
    void oneClusterHasNoNameHoweverItsServersAreWritten(String first, String second) {
        assertThat(channel("eu", first).channel("us", second).names("eu", "us")).isEqualTo(expected("eu", null, "us", null));
    }

    @Test
    void clusterOfAllChannelsHasNoName() {
        with("kafka.bootstrap.servers", "home:9092");
        channel("c-home", null).channel("a-eu", "eu:9092").channel("b-eu", "eu:9092").channel("d-us", "us:9092");
        assertThat(names("c-home", "a-eu", "b-eu", "d-us"))
                .isEqualTo(expected("c-home", null, "a-eu", "a-eu", "b-eu", "a-eu", "d-us", "d-us"));
        with("mp.messaging.connector.smallrye-kafka.bootstrap.servers", "us:9092");
        assertThat(names("a-eu", "d-us")).isEqualTo(expected("a-eu", "a-eu", "d-us", null));
    }

    @Test
    void clusterOfTheFirstChannelHasNoNameWhereNoneIsThatOfAll() {
        channel("b-us", "us:9092").channel("a-eu", "eu:9092").channel("c-eu", "eu:9092");
        assertThat(names("a-eu", "b-us", "c-eu")).isEqualTo(expected("a-eu", null, "b-us", "b-us", "c-eu", null));
    }

    @Test
    void channelThatBelongsToTwoClustersMakesThemOne() {
        channel("a", "a:1").channel("b", "b:1").channel("c", "b:1,a:1").channel("d", "d:1");
        assertThat(names("a", "b", "c", "d")).isEqualTo(expected("a", null, "b", null, "c", null, "d", "d"));
    }

    @Test
    void channelsOfOtherConnectorsAndScopesDoNotCount() {
        with("mp.messaging.incoming.rabbit.connector", "smallrye-rabbitmq");
        channel("eu", "eu:9092").channel("us", "us:9092");
        assertThat(names("us")).isEqualTo(expected("us", null));
        assertThat(names("us", "rabbit")).isEqualTo(expected("us", null, "rabbit", null));
    }

    @Test
    void messagesWithinTheApplicationMayComeFromAnyCluster() {
        with("kafka.bootstrap.servers", "home:9092");
        channel("\"e.u\"", "eu:9092").channel("home", null);
        KafkaClusters clusters = KafkaClusters.of(List.of("inner"), new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(config, "test", 100)).build(), beans::get);
        assertThat(clusters.nameOf("e.u")).isEqualTo("e.u");
        assertThat(clusters.nameOf("home")).isNull();
        assertThat(clusters.nameOf("inner")).isNull();
    }

    @Test
    void beanConfiguresAChannelThatSetsNoServers() {
        with("kafka.bootstrap.servers", "home:9092");
        channel("home", null).channel("by-name", null).channel("by-bean", null).channel("own", "own:9092");
        with("mp.messaging.incoming.by-bean.kafka-configuration", "bean");
        with("mp.messaging.incoming.own.kafka-configuration", "bean");
        beans.put("by-name", "named:9092");
        beans.put("bean", "bean:9092");
        assertThat(names("home", "by-name", "by-bean", "own"))
                .isEqualTo(expected("home", null, "by-name", "by-name", "by-bean", "by-bean", "own", "own"));
        with("mp.messaging.connector.smallrye-kafka.bootstrap.servers", "all:9092"); // overrides beans
        assertThat(names("home", "by-bean")).isEqualTo(expected("home", null, "by-bean", null));
    }
}
