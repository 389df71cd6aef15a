using WaterWatch.Commands;
using WaterWatch.Tests.Configuration;
using WaterWatch.Tests.Storage;

namespace WaterWatch.Tests.Access;

public sealed class UsersCommandTests
{
    private static readonly string Mistaken = Path.Combine(Repository.Fixtures, "bad", "ten-mistakes");

    [Fact]
    public async Task With_a_mistake_in_the_configuration_no_folder_is_guessed()
    {
        Assert.Equal(CommandLine.FoundWrong, await CommandLine.RunAsync(["users", "token", "logger", "--role", "viewer", "--config", Mistaken]));
        Assert.False(File.Exists(Path.Combine("data", "users.db")));
    }

    [Fact]
    public async Task A_folder_that_is_given_needs_no_configuration()
    {
        using var directory = new DataDirectory();
        Assert.Equal(CommandLine.Done, await CommandLine.RunAsync(["users", "token", "logger", "--role", "viewer", "--config", Mistaken, "--data", directory.Path]));
    }
}
