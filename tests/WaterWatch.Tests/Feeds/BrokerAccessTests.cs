using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using WaterWatch.Configuration.Options;
using WaterWatch.Feeds;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Broker;

namespace WaterWatch.Tests.Feeds;

/// <summary>Who comes into the embedded broker, and what each may do there.</summary>
public class BrokerAccessTests
{
    private static readonly BrokerAccess s_access = Access(anonymous: true);

    [Theory]
    [InlineData("lalang", "secret", ReasonCode.Success)]
    [InlineData("lalang", "Secret", ReasonCode.BadUserNameOrPassword)]
    [InlineData("lalang", "", ReasonCode.BadUserNameOrPassword)]
    [InlineData("nobody", "secret", ReasonCode.BadUserNameOrPassword)]
    // Its certificate alone lets it in, and an empty password is none.
    [InlineData("sancha", "", ReasonCode.BadUserNameOrPassword)]
    public void A_user_needs_the_password(string name, string password, ReasonCode reason) =>
        Assert.Equal(reason, s_access.Admit(Who("198.51.100.7", name, password)).Reason);

    [Theory]
    [InlineData(true, "127.0.0.1", ReasonCode.Success)]
    [InlineData(true, "::1", ReasonCode.Success)]
    [InlineData(true, "198.51.100.7", ReasonCode.NotAuthorized)]
    [InlineData(false, "127.0.0.1", ReasonCode.NotAuthorized)]
    public void Without_a_user_only_this_machine_comes_in_and_only_where_that_is_allowed(bool anonymous, string address, ReasonCode reason) =>
        Assert.Equal(reason, Access(anonymous).Admit(Who(address)).Reason);

    [Theory]
    [InlineData("CN=sancha, O=bureau", "", ReasonCode.Success, "sancha")]
    [InlineData("CN=sancha, O=bureau", "sancha", ReasonCode.Success, "sancha")]
    [InlineData("CN=sancha, O=bureau", "lalang", ReasonCode.NotAuthorized, "")]
    [InlineData("CN=sancha", "", ReasonCode.NotAuthorized, "")]
    public void A_certificate_lets_in_whose_subject_it_is_and_nobody_else(string subject, string name, ReasonCode reason, string user)
    {
        using var certificate = CertificateOf(subject);
        Assert.Equal(new MqttAdmission(reason, user), s_access.Admit(Who("198.51.100.7", name) with { Certificate = certificate }));
    }

    [Theory]
    [InlineData("lalang", "waterwatch/v1/longjiang/lalang/readings", true)]
    [InlineData("lalang", "waterwatch/v1/longjiang/lalang/hj212", true)]
    [InlineData("lalang", "waterwatch/v1/longjiang/lalang2/readings", false)]
    [InlineData("lalang", "waterwatch/v1/longjiang/sancha/readings", false)]
    [InlineData("lalang", "waterwatch/v1/other/lalang/readings", false)]
    [InlineData("lalang", "field/longjiang/lalang/now", true)]
    [InlineData("lalang", "field/longjiang/sancha/now", false)]
    [InlineData("wall", "waterwatch/v1/longjiang/lalang/readings", false)]
    [InlineData("", "anything", true)]
    public void A_station_publishes_its_own_and_a_reader_nothing(string user, string topic, bool may) =>
        Assert.Equal(may, s_access.MayPublish(Who("127.0.0.1") with { User = user }, topic));

    [Theory]
    [InlineData("lalang", "waterwatch/v1/longjiang/lalang/command", true)]
    [InlineData("lalang", "waterwatch/v1/longjiang/lalang/hj212/ack", true)]
    [InlineData("lalang", "field/longjiang/lalang/now/ack", true)]
    [InlineData("lalang", "field/longjiang/sancha/now/ack", false)]
    [InlineData("lalang", "field/longjiang/+/now/ack", false)]
    [InlineData("lalang", "field/longjiang/lalang/now", false)]
    [InlineData("lalang", "/ack", false)]
    [InlineData("lalang", "waterwatch/v1/longjiang/lalang/readings", false)]
    [InlineData("lalang", "waterwatch/v1/longjiang/lalang/#", false)]
    [InlineData("lalang", "waterwatch/v1/+/+/command", false)]
    [InlineData("lalang", "#", false)]
    [InlineData("wall", "#", true)]
    [InlineData("", "#", true)]
    public void A_station_hears_its_commands_and_a_reader_everything(string user, string filter, bool may) =>
        Assert.Equal(may, s_access.MaySubscribe(Who("127.0.0.1") with { User = user }, filter));

    [Theory]
    [InlineData("lalang", true)]
    [InlineData("sancha", false)]
    [InlineData("wall", false)]
    [InlineData("", true)]
    public void A_command_has_reached_its_station_and_nobody_who_listens_along(string user, bool may) =>
        Assert.Equal(may, s_access.MayBe(user, "longjiang", "lalang"));

    private static BrokerAccess Access(bool anonymous)
    {
        var settings = new BrokerSettings(null, anonymous)
        {
            Users =
            [
                new BrokerUser("lalang", new Secret("secret"), "", "longjiang", "lalang"),
                new BrokerUser("sancha", default, "CN=sancha, O=bureau", "longjiang", "sancha"),
                new BrokerUser("wall", new Secret("other"), "", "", ""),
            ],
        };
        Assert.True(TopicPattern.TryParse("field/+river/+station/now", out var pattern, out _, out _));
        return new BrokerAccess(settings, [new FeedTopic(pattern, FeedFormat.Json)], FeedSettings.Local.CommandTopic);
    }

    private static MqttConnect Who(string address, string name = "", string password = "") =>
        new("client", name, Encoding.UTF8.GetBytes(password), MqttProtocol.V5, new IPEndPoint(IPAddress.Parse(address), 50_000));

    private static X509Certificate2 CertificateOf(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
