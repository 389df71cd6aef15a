using WaterWatch.Notify;
using WaterWatch.Storage;
using WaterWatch.Tests.Storage;

namespace WaterWatch.Tests.Notify;

public sealed class AcknowledgeLinksTests
{
    private static readonly DateTimeOffset Until = Some.Now.AddDays(3);

    [Fact]
    public void A_link_is_good_until_it_ends()
    {
        var token = Some.Links.TokenOf(long.MaxValue, Until);
        Assert.Equal(LinkFault.None, Some.Links.Read(token, Until, out var notification));
        Assert.Equal(long.MaxValue, notification);
        Assert.Equal(LinkFault.Expired, Some.Links.Read(token, Until.AddSeconds(1), out _));
    }

    [Fact]
    public void No_character_of_a_link_can_be_changed()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var token = Some.Links.TokenOf(7, Until);
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in alphabet.Where(c => c != token[i]))
            {
                var changed = token[..i] + other + token[(i + 1)..];
                Assert.Equal(LinkFault.Forged, Some.Links.Read(changed, Some.Now, out var notification));
                Assert.Equal(0, notification);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("../../etc/passwd")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("================================================================")]
    [InlineData("链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接链接")]
    public void What_is_no_link_is_refused(string token) => Assert.Equal(LinkFault.Forged, Some.Links.Read(token, Some.Now, out _));

    [Fact]
    public void Another_services_link_is_refused()
    {
        var other = new AcknowledgeLinks([.. Enumerable.Repeat((byte)1, 32)], null);
        Assert.Equal(LinkFault.Forged, Some.Links.Read(other.TokenOf(7, Until), Some.Now, out _));
    }

    [Fact]
    public void The_key_outlives_a_restart_and_is_for_this_user_alone()
    {
        using var folder = new DataDirectory();
        var token = AcknowledgeLinks.Of(folder.Path, null).TokenOf(7, Until);
        Assert.Equal(LinkFault.None, AcknowledgeLinks.Of(folder.Path, null).Read(token, Some.Now, out _));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "links.key")));
        }
    }

    [Fact]
    public void A_damaged_key_is_said_with_the_file_and_the_remedy()
    {
        using var folder = new DataDirectory();
        File.WriteAllText(Path.Combine(folder.Path, "links.key"), "short");
        var failure = Assert.Throws<StorageException>(() => AcknowledgeLinks.Of(folder.Path, null));
        Assert.Contains("links.key", failure.Message, StringComparison.Ordinal);
        Assert.Contains("remove it", failure.Message, StringComparison.Ordinal);
    }
}
