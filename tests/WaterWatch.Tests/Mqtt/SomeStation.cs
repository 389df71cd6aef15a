using System.Net;
using System.Net.Sockets;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Broker;
using WaterWatch.Mqtt.Packets;
using WaterWatch.Mqtt.Wire;

namespace WaterWatch.Tests.Mqtt;

/// <summary>The broker's side of a client without the network between: what it is given to read, and what it would send in <see cref="SentAsync"/>.</summary>
internal sealed class SomeStation : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Listener _listener = Listener.Open(new IPEndPoint(IPAddress.Loopback, 0), tls: null);
    private readonly MemoryStream _sent = new();
    private readonly PacketOutput _output;
    private readonly Opened _opened;

    /// <summary>It is connected from here on, to a session that is kept.</summary>
    public SomeStation(MqttBroker broker, string clientId, MqttProtocol protocol = MqttProtocol.V311, string user = "")
    {
        Connect = new ConnectPacket(
            protocol, clientId, false, 0, Properties: protocol == MqttProtocol.V5 ? MqttProperties.Of(MqttProperty.Of(PropertyId.SessionExpiryInterval, 3600)) : null);
        Who = new MqttConnect(clientId, "", default, protocol, null) { User = user };
        Connection = new BrokerConnection(broker, _listener, Connected(_socket, _listener));
        _opened = broker.Sessions.Open(Connect, Who, Connection);
        _output = new PacketOutput(_sent, protocol);
        Intake = new PublishIntake(broker, Connection, Who, Session, _output);
    }

    public ConnectPacket Connect { get; }

    public MqttConnect Who { get; }

    public BrokerConnection Connection { get; }

    /// <summary>Null when it was not let in, see <see cref="Reason"/>.</summary>
    public Session Session => _opened.Session!;

    public ReasonCode Reason => _opened.Reason;

    public PublishIntake Intake { get; }

    public static MqttBroker Broker(Func<MqttBrokerOptions, MqttBrokerOptions>? with = null)
    {
        var options = new MqttBrokerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) };
        return MqttBroker.Start(with?.Invoke(options) ?? options);
    }

    /// <summary>All that was sent to it so far.</summary>
    public async Task<byte[]> SentAsync()
    {
        _output.Flush();
        await _output.DrainAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return _sent.ToArray();
    }

    public void Attach() => Session.Attach(_output, _opened.Turn, ushort.MaxValue, aliasMaximum: 0);

    public void Dispose()
    {
        _socket.Dispose();
        _listener.Dispose();
        _sent.Dispose();
    }

    private static Socket Connected(Socket socket, Listener listener)
    {
        socket.Connect(listener.EndPoint);
        return socket;
    }
}
