using System.CommandLine;
using System.Globalization;
using System.Text;
using WaterWatch.Access;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Commands;

/// <summary><c>users</c>: who may sign in, and tokens of programs. Works while the service runs, which takes it over at once.</summary>
internal static class UsersCommand
{
    public static Command Create()
    {
        var command = new Command("users", "Who may sign in, and the tokens of programs; while the service runs, too.");
        var name = new Argument<string>("NAME") { Description = "Of the user or token; for a user best the id of the person in people.yaml." };
        var role = new Option<string>("--role") { Description = $"One of {Roles.Words}.", HelpName = "ROLE", Required = true };
        var file = new Option<string?>("--password-file") { Description = "A file whose first line is the password; without it the password is read from standard input.", HelpName = "FILE" };
        var expires = new Option<string?>("--expires") { Description = "How long it is good, such as 90d; for good without it.", HelpName = "TIME" };
        Add(command, "add", "Adds a user.", [name, role, file], (store, parsed) =>
            Said(store.AddUser(parsed.GetValue(name)!, RoleOf(parsed.GetValue(role)!), PasswordOf(parsed.GetValue(file)), Me, Now), $"{parsed.GetValue(name)} may sign in as {parsed.GetValue(role)}."));
        Add(command, "password", "Sets a user's password; the user's sessions end.", [name, file], (store, parsed) =>
            Said(store.SetPassword(parsed.GetValue(name)!, PasswordOf(parsed.GetValue(file)), Me, Now), $"{parsed.GetValue(name)} has another password."));
        Add(command, "remove", "Removes a user, whose sessions end.", [name], (store, parsed) => Said(store.RemoveUser(parsed.GetValue(name)!, Me, Now), $"{parsed.GetValue(name)} is removed."));
        Add(command, "list", "Lists users and tokens.", [], (store, _) => List(store));
        Add(command, "token", "Makes a token for a program and prints it, this once.", [name, role, expires], (store, parsed) => Token(store, parsed.GetValue(name)!, parsed.GetValue(role)!, parsed.GetValue(expires)));
        Add(command, "revoke", "Removes a token.", [name], (store, parsed) => Said(store.RemoveToken(parsed.GetValue(name)!, Me, Now), $"The token {parsed.GetValue(name)} is removed."));
        Add(command, "changes", "Lists what was done to users and tokens, and by whom.", [], (store, _) => Changes(store));
        return command;
    }

    private static string Me => $"{Environment.UserName} at the command line";

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static void Add(Command parent, string word, string description, Symbol[] symbols, Func<AccessStore, ParseResult, int> run)
    {
        var (data, config, set) = (Options.Data(), Options.Config(), Options.Set());
        var command = new Command(word, description) { data, config, set };
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
                case Option option:
                    command.Options.Add(option);
                    break;
            }
        }

        command.SetAction(parsed =>
        {
            // Elsewhere than the service looks nobody could sign in: no folder is guessed.
            if ((parsed.GetValue(data) ?? Options.Load(parsed.GetValue(config)!, parsed.GetValue(set)!)?.Settings.DataDirectory) is not { } folder)
            {
                Console.Error.WriteLine("Users are kept in the folder of the database, which the configuration does not say while it has mistakes: mend them, or give --data DIR.");
                return CommandLine.FoundWrong;
            }

            using var store = AccessStore.Open(folder);
            return run(store, parsed);
        });
        parent.Subcommands.Add(command);
    }

    private static int Said(string? refusal, string done)
    {
        (refusal is null ? Console.Out : Console.Error).WriteLine(refusal ?? done);
        return refusal is null ? CommandLine.Done : CommandLine.FoundWrong;
    }

    private static int Token(AccessStore store, string name, string role, string? expires)
    {
        TimeSpan? goodFor = expires is null ? null : ValueKinds.Duration.Read(expires) ?? throw new UsageException($"--expires is a time such as 90d; it was \"{expires}\".");
        var refusal = store.AddToken(name, RoleOf(role), Now + goodFor, Me, Now, out var secret);
        if (refusal is null)
        {
            // On standard error, so that what is printed can go to a file as it is.
            Console.Error.WriteLine($"The token {name}, as {role}. Send it as Authorization: Bearer; it is not shown again.");
        }

        return Said(refusal, secret);
    }

    private static int List(AccessStore store)
    {
        foreach (var user in store.Users())
        {
            Console.WriteLine($"user   {user.Name}  {user.Role.Word()}  since {Day(user.CreatedAt)} by {user.CreatedBy}");
        }

        foreach (var token in store.Tokens())
        {
            var end = token.ExpiresAt is not { } at ? "without an end" : token.IsGoodAt(Now) ? $"until {Day(at)}" : $"expired on {Day(at)}";
            Console.WriteLine($"token  {token.Name}  {token.Role.Word()}  since {Day(token.CreatedAt)} by {token.CreatedBy}, {end}");
        }

        return CommandLine.Done;
    }

    private static int Changes(AccessStore store)
    {
        foreach (var change in store.Changes())
        {
            Console.WriteLine($"{Timeline.Instants.Format(change.At)}  {change.What}, by {change.By}");
        }

        return CommandLine.Done;
    }

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Role RoleOf(string word) => Roles.Find(word) ?? throw new UsageException($"--role is one of {Roles.Words}; it was \"{word}\".");

    /// <summary>Never an argument: those are seen by everybody who lists processes, and stay in the shell's history.</summary>
    private static string PasswordOf(string? file)
    {
        if (file is not null)
        {
            return File.Exists(file) ? File.ReadLines(file).FirstOrDefault() ?? "" : throw new UsageException($"There is no file {file}.");
        }

        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine() ?? "";
        }

        var password = Typed("Password: ");
        return password == Typed("The same again: ") ? password : throw new UsageException("The two passwords are not the same.");
    }

    private static string Typed(string prompt)
    {
        Console.Error.Write(prompt);
        var text = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key != ConsoleKey.Backspace)
            {
                text.Append(key.KeyChar);
            }
            else if (text.Length > 0)
            {
                text.Length--;
            }
        }

        Console.Error.WriteLine();
        return text.ToString();
    }
}
