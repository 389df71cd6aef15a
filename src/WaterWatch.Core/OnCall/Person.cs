using WaterWatch.Rivers;

namespace WaterWatch.OnCall;

public enum Language : byte
{
    English,
    Chinese,
}

/// <summary>A body that people belong to, such as the environmental bureau of a prefecture.</summary>
public sealed record Agency(string Id, LocalizedName Name);

/// <summary>Somebody who can be told. The record of what happened names the <paramref name="Id"/> alone: names and addresses stay outside the chain.</summary>
/// <param name="Agency">Its <see cref="OnCall.Agency.Id"/>.</param>
/// <param name="Language">Of what is sent.</param>
/// <param name="Channels">All of them are used at once, since a mail that is delivered may lie unread all night; none for somebody who cannot be told.</param>
public sealed record Person(string Id, LocalizedName Name, string Agency, Language Language, IReadOnlyList<Channel> Channels)
{
    /// <summary>As entered, such as <c>+86 138 0000 0000</c>, for gateways to SMS and voice; empty when nobody entered one.</summary>
    public string Phone { get; init; } = "";

    /// <summary>What the record calls a channel of the person: without the address, and the same as long as the person's channels are.</summary>
    public string NameOf(Channel channel)
    {
        var alike = Channels.Where(c => $"{c}" == $"{channel}").ToList();
        return alike.IndexOf(channel) is var nth and > 0 ? $"{channel} {nth + 1}" : $"{channel}";
    }

    /// <summary>The channel of that name; null when the person has it no more.</summary>
    public Channel? ChannelNamed(string name) => Channels.FirstOrDefault(c => NameOf(c) == name);

    /// <summary>Whether somebody who says who he is says this one: by the id, or by a name.</summary>
    public bool IsCalled(string name) =>
        new[] { Id, Name.En, Name.Zh }.Any(own => own.Length > 0 && own.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The id, so that no log line gives away more.</summary>
    public override string ToString() => Id;
}

/// <summary>A way to somebody. Prints without the address, wherever it is printed.</summary>
public abstract record Channel
{
    private Channel()
    {
    }

    /// <param name="Address">As in the header of a mail, without a name.</param>
    public sealed record Mail(string Address) : Channel
    {
        public override string ToString() => "mail";
    }

    /// <summary>A gateway to SMS, voice or a chat room.</summary>
    /// <param name="Name">What the configuration calls it; where it is and its secret stand there.</param>
    public sealed record Webhook(string Name) : Channel
    {
        public override string ToString() => $"webhook {Name}";
    }
}
