using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WaterWatch.Benchmarks.Broker;

/// <summary>
/// A publisher and a subscriber that do as little as MQTT 5 lets them, so that what is measured is the broker between them. Packets are made beforehand and only
/// their first bytes are looked at.
/// </summary>
internal static class RawTraffic
{
    private const int Topics = 1_000;
    private const int Payload = 170;

    private const int Publish = 3;
    private const int PubAck = 4;

    // On their way at once: a broker is to hand on, and not to show how it piles up.
    private const int Window = 1_000;

    /// <summary>Publishes so many messages to a thousand topics and receives them again. Says <c>warm</c> after so many and <c>done</c> after all.</summary>
    public static async Task<int> RunAsync(int port, int qos, int warm, int messages)
    {
        using var subscriber = await ConnectAsync(port, "bare");
        await SendAsync(subscriber, (byte[])[0x82, 9, 0, 1, 0, 0, 3, (byte)'b', (byte)'/', (byte)'#', (byte)qos]);
        using var room = new SemaphoreSlim(Window);
        var count = 0;
        var receiving = ReadAsync(subscriber, messages, Publish, type =>
        {
            if (type != Publish) return;
            room.Release();
            if (++count == warm) Console.WriteLine("warm");
        });
        using var publisher = await ConnectAsync(port, "load");
        var answered = qos == 0 ? Task.CompletedTask : ReadAsync(publisher, messages, PubAck, _ => { });
        await PublishAsync(publisher, qos, messages, room);
        await receiving;
        Console.WriteLine("done");
        await answered;
        return 0;
    }

    private static async Task PublishAsync(Socket socket, int qos, int messages, SemaphoreSlim room)
    {
        var packets = Enumerable.Range(0, Topics).Select(t => PacketOf(t, qos)).ToArray();
        var buffer = new byte[64 * 1024];
        for (int next = 0, filled = 0; next < messages; filled = 0)
        {
            while (next < messages && filled + packets[next % Topics].Length <= buffer.Length && room.Wait(0))
            {
                var packet = packets[next % Topics];
                if (qos > 0) BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(IdAt(packet)), (ushort)((next % 60_000) + 1));
                packet.CopyTo(buffer, filled);
                filled += packet.Length;
                next++;
            }
            if (filled > 0)
            {
                await SendAsync(socket, buffer.AsMemory(0, filled));
                continue;
            }
            await room.WaitAsync();
            room.Release();
        }
    }

    /// <summary>Opens so many connections, says <c>ready</c>, and keeps them until its input ends.</summary>
    public static async Task<int> IdleAsync(int port, int connections)
    {
        var sockets = new List<Socket>();
        for (var i = 0; i < connections; i++) sockets.Add(await ConnectAsync(port, $"idle-{i}"));
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
        return sockets.Count;
    }

    /// <summary>Reads packets until so many were of a type, and acknowledges what asks for it, once a read.</summary>
    private static async Task ReadAsync(Socket socket, int packets, int wanted, Action<int> came)
    {
        var buffer = new byte[256 * 1024];
        var answers = new byte[256 * 1024];
        var filled = 0;
        for (var left = packets; left > 0;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0) throw new IOException("The broker has closed the connection.");
            filled += read;
            var (at, answered) = (0, 0);
            while (TryRead(buffer.AsSpan(at, filled - at), out var size))
            {
                var packet = buffer.AsSpan(at, size);
                var type = packet[0] >> 4;
                came(type);
                if (type == wanted) left--;
                if (type == Publish && (packet[0] & 0b110) != 0)
                {
                    answers[answered] = 0x40;
                    answers[answered + 1] = 2;
                    packet.Slice(IdAt(packet), 2).CopyTo(answers.AsSpan(answered + 2));
                    answered += 4;
                }
                at += size;
            }
            buffer.AsSpan(at, filled - at).CopyTo(buffer);
            filled -= at;
            if (answered > 0) await SendAsync(socket, answers.AsMemory(0, answered));
        }
    }

    private static async Task<Socket> ConnectAsync(int port, string client)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var id = Encoding.ASCII.GetBytes(client);
        await SendAsync(socket, (byte[])[0x10, (byte)(13 + id.Length), 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 0, 0, 0, (byte)id.Length, .. id]);
        var answer = new byte[256];
        var read = await socket.ReceiveAsync(answer);
        return read > 3 && answer[0] == 0x20 && answer[3] == 0 ? socket : throw new IOException("The broker does not let us in.");
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes)..];
    }

    private static byte[] PacketOf(int topic, int qos)
    {
        var name = Encoding.ASCII.GetBytes($"b/waterwatch/v1/bench/s{topic:0000}/readings");
        byte[] body = [0, (byte)name.Length, .. name, .. qos == 0 ? Array.Empty<byte>() : [0, 0], 0, .. Enumerable.Repeat((byte)'x', Payload)];
        return [(byte)(0x30 | (qos << 1)), (byte)((body.Length & 0x7F) | 0x80), (byte)(body.Length >> 7), .. body];
    }

    private static int IdAt(ReadOnlySpan<byte> publish)
    {
        var header = publish[1] > 0x7F ? 3 : 2;
        return header + 2 + BinaryPrimitives.ReadUInt16BigEndian(publish[header..]);
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, out int size)
    {
        size = 0;
        if (bytes.Length < 2) return false;
        var isLong = bytes[1] > 0x7F;
        if (isLong && bytes.Length < 3) return false;
        size = isLong ? 3 + (bytes[1] & 0x7F) + (bytes[2] << 7) : 2 + bytes[1];
        return bytes.Length >= size;
    }
}
