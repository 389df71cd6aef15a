using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using WaterWatch.Mqtt.Broker;

namespace WaterWatch.AcceptanceTests.Mqtt;

/// <summary>One end of a TCP connection that speaks MQTT byte by byte: it can say what no client would.</summary>
internal sealed class RawPeer(Socket socket) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public static async Task<RawPeer> OpenAsync(MqttBroker broker, int? receiveBuffer = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size) socket.ReceiveBufferSize = size;
        await socket.ConnectAsync(broker.LocalEndPoint).WaitAsync(Patience);
        return new RawPeer(socket);
    }

    /// <summary>Connects, and has read a CONNACK with Success.</summary>
    public static async Task<RawPeer> ConnectAsync(MqttBroker broker, byte[] connect, bool sessionPresent = false)
    {
        var peer = await OpenAsync(broker);
        await peer.SendAsync(connect);
        var answer = await peer.NextAsync();
        Assert.Equal((0x20, sessionPresent ? 1 : 0, 0), (answer.Header, answer.Body[0], answer.Body[1]));
        return peer;
    }

    public async Task SendAsync(params byte[][] packets) => await _stream.WriteAsync(packets.SelectMany(p => p).ToArray()).AsTask().WaitAsync(Patience);

    public async Task<Packet> NextAsync() => await ReadAsync() ?? throw new EndOfStreamException("The connection was closed instead.");

    /// <summary>The next packet in hexadecimal digits.</summary>
    public async Task<string> NextHexAsync() => (await NextAsync()).Hex;

    /// <summary>The connection was closed, and nothing came before that.</summary>
    public async Task ClosedAsync() => Assert.Null(await ReadAsync());

    /// <summary>DISCONNECT of version 5 with this reason, whatever it says of it in words, then the end.</summary>
    public async Task EndedAsync(byte reason)
    {
        var last = await NextAsync();
        Assert.Equal((0xE0, reason), (last.Header, last.Body[0]));
        await ClosedAsync();
    }

    /// <summary>Everything that was sent before this has been handled: PINGREQ is answered in turn.</summary>
    public async Task SettleAsync()
    {
        await SendAsync(Raw.Ping);
        Assert.Equal("D000", await NextHexAsync());
    }

    /// <summary>Ends without a word, as a lost network does.</summary>
    public void Dispose()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _stream.Dispose();
    }

    private async Task<Packet?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var one = new byte[1];
        try
        {
            if (await _stream.ReadAsync(one, patience.Token) == 0) return null;
            var header = one[0];
            var (length, shift) = (0, 0);
            do
            {
                await _stream.ReadExactlyAsync(one, patience.Token);
                length |= (one[0] & 0x7F) << shift;
                shift += 7;
            }
            while (one[0] > 0x7F);
            var body = new byte[length];
            await _stream.ReadExactlyAsync(body, patience.Token);
            return new Packet(header, body);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
    }

    public sealed record Packet(byte Header, byte[] Body)
    {
        public int Type => Header >> 4;

        public int Qos => (Header >> 1) & 3;

        public bool IsDuplicate => (Header & 8) != 0;

        public string Topic => Encoding.UTF8.GetString(Body.AsSpan(2, BinaryPrimitives.ReadUInt16BigEndian(Body)));

        /// <summary>Of a PUBLISH with QoS 1.</summary>
        public int PublishId => BinaryPrimitives.ReadUInt16BigEndian(Body.AsSpan(2 + BinaryPrimitives.ReadUInt16BigEndian(Body)));

        /// <summary>The first two bytes, where every packet but PUBLISH and CONNECT has its identifier.</summary>
        public int Id => BinaryPrimitives.ReadUInt16BigEndian(Body);

        /// <summary>Of a PUBLISH of version 5, with its properties shorter than 128 bytes.</summary>
        public string Payload => Encoding.UTF8.GetString(Body.AsSpan(PropertiesAt + 1 + Body[PropertiesAt]));

        /// <summary>Of a PUBLISH of version 5, in hexadecimal digits.</summary>
        public string Properties => Convert.ToHexString(Body.AsSpan(PropertiesAt + 1, Body[PropertiesAt]));

        private int PropertiesAt => 2 + BinaryPrimitives.ReadUInt16BigEndian(Body) + (Qos > 0 ? 2 : 0);

        public string Hex => Convert.ToHexString([Header, (byte)Body.Length, .. Body]);
    }
}

/// <summary>A server of raw packets, for what our client has to bear.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RawServer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task<RawPeer> AcceptAsync() => new(await _listener.AcceptSocketAsync().WaitAsync(RawPeer.Patience));

    /// <summary>Accepts a connection, reads its CONNECT and answers.</summary>
    public async Task<RawPeer> ConnectedAsync(byte[] connAck)
    {
        var peer = await AcceptAsync();
        Assert.Equal(1, (await peer.NextAsync()).Type);
        await peer.SendAsync(connAck);
        return peer;
    }

    public void Dispose() => _listener.Dispose();
}
