namespace WaterWatch.Decoding.Hj212;

/// <summary>What a payload of HJ 212 held beside readings.</summary>
public sealed class DeviceTalk
{
    private readonly List<PacketPart> _parts = [];
    private readonly List<QualityControl> _controls = [];
    private readonly List<Hj212Shapes> _shapes = [];
    private readonly List<ReadOnlyMemory<byte>> _answers = [];

    /// <summary>Packets that are one of several: the rest must come too.</summary>
    public IReadOnlyList<PacketPart> Parts => _parts;

    /// <summary>Values that are not of the river: of checks with standards and blanks, and the like.</summary>
    public IReadOnlyList<QualityControl> Controls => _controls;

    /// <summary>What was tolerated, packet by packet.</summary>
    public IReadOnlyList<Hj212Shapes> Shapes => _shapes;

    /// <summary>Data acknowledgements (9014), whole packets, for senders that asked for one: to be sent once the message is stored, and not before.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Answers => _answers;

    internal void Add(PacketPart part) => _parts.Add(part);

    internal void Add(QualityControl control) => _controls.Add(control);

    internal void Add(Hj212Shapes shapes)
    {
        if (shapes != Hj212Shapes.None)
        {
            _shapes.Add(shapes);
        }
    }

    internal void Answer(in Hj212Packet packet) => _answers.Add(Hj212Answer.To(packet));
}

/// <summary>One of the packets that a long one was split into (HJ 212-2017 §6.3.2: PNUM and PNO).</summary>
/// <param name="Of">What all parts of the same packet have alike: command, device and the time of its data.</param>
/// <param name="Part">From 1 on.</param>
/// <param name="Bytes">The packet; a part of the message's payload.</param>
public sealed record PacketPart(string Of, int Parts, int Part, ReadOnlyMemory<byte> Bytes);

/// <summary>What came by a command that is none of the river's.</summary>
/// <param name="Values">As sent, the first few hundred characters.</param>
public sealed record QualityControl(int Command, DateTimeOffset? At, string Values);
