using System.CommandLine;
using TransformerService.Cli.Servers;

namespace TransformerService.Cli.Commands;

/// <summary>The options of every command that calls servers.</summary>
internal sealed class ServerOptions
{
    private const string KeyVariable = "TRANSFORMER_KEY";
    private const int MostCalls = 64;

    private readonly Option<Uri[]> _servers = new("--server")
    {
        Description = "A server's address for REST; several times for several servers. Default: http://localhost:8080.",
        HelpName = "address",
        CustomParser = static result => OptionValues.ReadAddresses(result, "--server"),
    };
    private readonly Option<string?> _key = new("--key")
    {
        Description = $"The key that calls carry. Default: the environment's {KeyVariable}, which other processes do not see.",
    };
    private readonly Option<int> _inFlight = new("--in-flight")
    {
        Description = "Calls in progress at each server. Default: 4.",
        HelpName = "calls",
        DefaultValueFactory = static _ => new ServerPoolSettings { Addresses = [] }.InFlight,
        CustomParser = static result => OptionValues.ReadNumber(result, "--in-flight", 1, MostCalls),
    };
    private readonly Option<TimeSpan> _giveUpAfter = new("--give-up-after")
    {
        Description = "Ends with an error after so long without an answer of any server. Default: 1h.",
        HelpName = "time",
        DefaultValueFactory = static _ => new ServerPoolSettings { Addresses = [] }.GiveUpAfter,
        CustomParser = static result => OptionValues.ReadTime(result, "--give-up-after"),
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_servers);
        command.Options.Add(_key);
        command.Options.Add(_inFlight);
        command.Options.Add(_giveUpAfter);
    }

    public ServerPoolSettings Read(ParseResult parsed) =>
        new()
        {
            Addresses = parsed.GetValue(_servers) is { Length: > 0 } addresses ? addresses : [new Uri("http://localhost:8080")],
            Key =
                OptionValues.CheckKey(parsed.GetValue(_key), "--key")
                ?? (
                    Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key
                        ? OptionValues.CheckKey(key, $"The environment's {KeyVariable}")
                        : null
                ),
            InFlight = parsed.GetValue(_inFlight),
            GiveUpAfter = parsed.GetValue(_giveUpAfter),
        };
}
