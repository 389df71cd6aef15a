using System.Diagnostics;
using WaterWatch.AcceptanceTests.Servers;
using YamlDotNet.RepresentationModel;

namespace WaterWatch.AcceptanceTests.Deploying;

/// <summary><c>docker-compose config</c>: what it makes of docker-compose.yml. It needs no engine.</summary>
internal sealed record DockerCompose(int ExitCode, string Output, string Errors)
{
    /// <summary>The services by name, as they would be started.</summary>
    public IReadOnlyDictionary<string, YamlMappingNode> Services
    {
        get
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(Output));
            return ((YamlMappingNode)yaml.Documents[0].RootNode["services"]).Children.ToDictionary(s => s.Key.ToString(), s => (YamlMappingNode)s.Value);
        }
    }

    public static void RequireOrSkip() => Installed.RequireOrSkip(["docker-compose"], "--no-install-recommends docker-compose");

    /// <param name="settings">All that stands in .env; nothing is taken from the user's own or the environment.</param>
    public static async Task<DockerCompose> ConfigAsync(IReadOnlyDictionary<string, string> settings)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, settings.Select(s => $"{s.Key}={s.Value}"));
            var start = new ProcessStartInfo(Installed.Find("docker-compose")!, ["-f", "docker-compose.yml", "--env-file", file, "config"])
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("WATERWATCH_", StringComparison.Ordinal)).ToList())
            {
                start.Environment.Remove(name);
            }

            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
            return new DockerCompose(process.ExitCode, await output, await errors);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
