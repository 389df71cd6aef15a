using System.CommandLine;
using System.Globalization;
using WaterWatch.Alerts;
using WaterWatch.Configuration;
using WaterWatch.Notify;
using WaterWatch.Notify.Webhooks;
using WaterWatch.OnCall;

namespace WaterWatch.Commands;

/// <summary><c>send-test</c>: sends a test to a person by each of the person's channels, the same way as alerts go, and prints what the server answered.</summary>
internal static class SendTestCommand
{
    public static Command Create()
    {
        var (config, set) = (Options.Config(), Options.Set());
        var person = new Argument<string>("PERSON") { Description = "The person's id in people.yaml." };
        var command = new Command("send-test", "Sends a test to a person by the real way and prints what the server answered; exit code 1 when it was not taken.") { person, config, set };
        command.SetAction(async (parsed, cancellation) => Options.Load(parsed.GetValue(config)!, parsed.GetValue(set)!) is { } loaded
            ? await SendAsync(loaded, parsed.GetValue(person)!, Console.Out, cancellation)
            : CommandLine.FoundWrong);
        return command;
    }

    private static async Task<int> SendAsync(LoadedConfiguration configuration, string id, TextWriter output, CancellationToken cancellation)
    {
        var people = configuration.People.Plan.People;
        if (!people.TryGetValue(id, out var person))
        {
            var known = people.Count == 0 ? "people.yaml has nobody." : $"people.yaml has {string.Join(", ", people.Keys.Order(StringComparer.Ordinal))}.";
            throw new UsageException($"There is no person \"{id}\". {known}");
        }

        if (person.Channels.Count == 0)
        {
            await output.WriteLineAsync($"{id} has no address: give mail or webhooks in people.yaml.");
            return CommandLine.FoundWrong;
        }

        using var webhooks = new WebhookNotifier(new ConfigurationInForce(configuration), AcknowledgeLinks.None, TimeProvider.System);
        INotifier[] notifiers = [MailClients.Of(configuration.Settings.Smtp, AcknowledgeLinks.None), webhooks];
        var isTaken = true;
        foreach (var channel in person.Channels)
        {
            var result = await SendAsync(notifiers, person, channel, cancellation);
            await output.WriteLineAsync($"{id}, {person.NameOf(channel)}: {(result.Outcome == DeliveryOutcome.Sent ? "" : result.Outcome == DeliveryOutcome.MayRetry ? "not taken; trying again may help: " : "refused: ")}{result.Answer}");
            isTaken &= result.Outcome == DeliveryOutcome.Sent;
        }

        return isTaken ? CommandLine.Done : CommandLine.FoundWrong;
    }

    private static ValueTask<DeliveryResult> SendAsync(INotifier[] notifiers, Person person, Channel channel, CancellationToken cancellation)
    {
        if (Array.Find(notifiers, n => n.Sends(channel)) is not { } notifier)
        {
            return new(new DeliveryResult(DeliveryOutcome.Refused, $"this version cannot send by {channel}"));
        }

        if (notifier.Missing is { } missing)
        {
            return new(new DeliveryResult(DeliveryOutcome.Refused, missing));
        }

        var now = TimeProvider.System.GetUtcNow();
        var test = new Notification
        {
            Id = 0,
            Person = person.Id,
            Channel = person.NameOf(channel),
            Reason = NotifyReason.Test,
            Level = Level.Compliant,
            QueuedAt = now,
            Key = string.Create(CultureInfo.InvariantCulture, $"test.{Guid.NewGuid():N}"),
        };
        return notifier.SendAsync(new Outgoing(person, channel, [new Briefing(test, now)]), cancellation);
    }
}
