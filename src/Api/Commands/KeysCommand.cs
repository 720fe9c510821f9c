using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
#if TRANSFORMER_TOOL
using TransformerService.Cli.Keys;
using static TransformerService.Cli.Commands.OptionValues;

namespace TransformerService.Cli.Commands;

#else
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using static TransformerService.Api.Commands.CommandRun;

namespace TransformerService.Api.Commands;

#endif

/// <summary><c>keys new</c>: creates a key, and prints it with its configuration entry. Nothing is stored.</summary>
internal static class KeysCommand
{
    public const string Name = "keys";

    public static Command Create()
    {
        var name = new Option<string>("--name")
        {
            Description = "Who will hold it, for logs and limits: letters, digits, dots, dashes, underscores.",
            Required = true,
        };
        var role = new Option<AccessRole>("--role")
        {
            Description = "What it allows: caller or admin. Default: caller.",
            HelpName = "role",
            CustomParser = ReadRole,
        };
        var limit = new Option<int?>("--requests-per-minute")
        {
            Description = "Requests a minute. Default: without limit.",
            CustomParser = static result => ReadNumber(result, "--requests-per-minute", 1, AccessKeyRules.MaxRequestsPerMinute),
        };
        name.Validators.Add(result =>
        {
            if (!Regex.IsMatch(result.GetValueOrDefault<string>(), AccessKeyRules.NamePattern))
            {
                result.AddError("--name takes 1 to 64 letters, digits, dots, dashes or underscores.");
            }
        });

        var make = new Command("new", "Makes a key, and prints it once, with its entry of Access:Keys.") { name, role, limit };
        make.SetAction((parsed, _) => PrintAsync(parsed.GetRequiredValue(name), parsed.GetValue(role), parsed.GetValue(limit)));
        return new Command(Name, "Makes keys for callers and admins.") { make };
    }

    private static AccessRole ReadRole(ArgumentResult result)
    {
        var written = result.Tokens[0].Value;
        if (Enum.GetNames<AccessRole>().Contains(written, StringComparer.OrdinalIgnoreCase))
        {
            return Enum.Parse<AccessRole>(written, ignoreCase: true);
        }

        result.AddError("--role takes caller or admin.");
        return default;
    }

    private static async Task<int> PrintAsync(string name, AccessRole role, int? requestsPerMinute)
    {
        var key = KeyHash.NewKey();
        var entry = new JsonObject
        {
            ["Name"] = name,
            ["Role"] = role.ToString().ToLowerInvariant(),
            ["Hash"] = KeyHash.Of(key).ToString(),
        };
        if (requestsPerMinute is { } limit)
        {
            entry["RequestsPerMinute"] = limit;
        }

        var environment = string.Join('\n', entry.Select(static field => $"  Access__Keys__0__{field.Key}={field.Value}"));
        await Console.Out.WriteLineAsync(
            $"""
            The key, shown this once. Give it to its holder, and keep it out of files:

              {key}

            The server's side, an entry of Access:Keys in appsettings.json:

              {entry.ToJsonString()}

            or in the environment (0 for the first key, 1 for the next, and so on):

            {environment}
            """
        );
        return 0;
    }
}
