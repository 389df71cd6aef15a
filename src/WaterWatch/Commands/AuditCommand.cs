using System.CommandLine;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Commands;

/// <summary><c>audit verify</c>: walks the chain.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var (data, config, set) = (Options.Data(), Options.Config(), Options.Set());
        var head = new Option<string?>("--head") { Description = "A head that left this machine earlier: finds a cut or rewritten tail.", HelpName = "SEQ:HASH" };
        var verify = new Command("verify", "Walks timeline, raw messages and readings; exit code 1 and the first broken place when something was altered.") { data, config, set, head };
        verify.SetAction(parsed =>
        {
            ChainHead? wanted = null;
            if (parsed.GetValue(head) is { } text)
            {
                wanted = ChainHead.TryParse(text, out var read) ? read : throw new UsageException($"--head is SEQ:HASH with 64 hexadecimal digits, as reports print it; it was \"{text}\".");
            }

            var result = Audit.Verify(parsed.GetValue(data) ?? Options.DataDirectory(parsed.GetValue(config)!, parsed.GetValue(set)!), wanted);
            Console.WriteLine(result);
            return result.IsIntact ? CommandLine.Done : CommandLine.FoundWrong;
        });
        return new Command("audit", "Proves that the record was not altered.") { verify };
    }
}
