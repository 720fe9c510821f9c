using TransformerService.Api.Hosting;

namespace TransformerService.Api.Commands;

/// <summary>The program's arguments where no command is named: flags, and settings that the host reads.</summary>
/// <param name="Flags">Those that were given.</param>
/// <param name="Settings">What is left for the host.</param>
/// <param name="Faults">What is wrong with them, a sentence each. The host itself would ignore them.</param>
internal sealed record Arguments(IReadOnlySet<string> Flags, IReadOnlyList<string> Settings, IReadOnlyList<string> Faults)
{
    public const string Help = "--help";
    public const string Version = "--version";

    private const string LongPrefix = "--";

    private static readonly Dictionary<string, string> AllFlags = new()
    {
        [Help] = Help,
        ["-h"] = Help,
        ["-?"] = Help,
        [Version] = Version,
        [CheckCommand.Name] = CheckCommand.Name,
        [HealthCommand.Name] = HealthCommand.Name,
    };

    private static readonly string[] Choices =
    [
        CompareCommand.Name,
        KeysCommand.Name,
        .. AllFlags.Keys.Where(static flag => flag.StartsWith(LongPrefix, StringComparison.Ordinal)),
        .. KnownSettings.Keys.Select(static key => LongPrefix + key),
    ];

    /// <summary>Reads them as the host will: <c>--Key=value</c>, <c>--Key value</c>, <c>/Key=value</c>, <c>Key=value</c>.</summary>
    public static Arguments Read(IReadOnlyList<string> arguments)
    {
        HashSet<string> flags = [];
        List<string> settings = [],
            faults = [];
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (AllFlags.TryGetValue(argument, out var flag))
            {
                flags.Add(flag);
                continue;
            }

            var (name, hasValue) = argument.IndexOf('=') is var end && end >= 0 ? (argument[..end], true) : (argument, false);
            if (Key(name, hasValue) is not { } key || !KnownSettings.IsRead(key))
            {
                faults.Add(DescribeUnknown(name));
                if (i == 0 && IsCommand(name))
                {
                    break; // its options follow
                }

                if (!hasValue && name.StartsWith('-') && i + 1 < arguments.Count && IsValue(arguments[i + 1]))
                {
                    i++;
                }
            }
            else if (hasValue)
            {
                settings.Add(argument);
            }
            else if (i + 1 < arguments.Count && IsValue(arguments[i + 1]))
            {
                settings.AddRange([argument, arguments[++i]]);
            }
            else
            {
                faults.Add($"{name} needs a value: write {name}=….");
            }
        }

        return new Arguments(flags, settings, faults);
    }

    private static string? Key(string name, bool hasValue) =>
        name.StartsWith(LongPrefix, StringComparison.Ordinal) ? name[LongPrefix.Length..]
        : name.StartsWith('-') ? null // the host would need a table of short names, and has none
        : name.StartsWith('/') ? name[1..]
        : hasValue ? name
        : null;

    /// <summary>A value may begin with one dash: a negative number or time.</summary>
    private static bool IsValue(string argument) =>
        !argument.StartsWith(LongPrefix, StringComparison.Ordinal) && !AllFlags.ContainsKey(argument);

    private static bool IsCommand(string name) => !name.StartsWith('-') && !name.StartsWith('/');

    private static string DescribeUnknown(string name)
    {
        var what = IsCommand(name) ? "a command" : "an option";
        var nearest = Spelling.Nearest(name, IsCommand(name) ? [.. Choices, ModelsCommand.Name] : Choices); // --Models… is a section
        return name is CompareCommand.Name or KeysCommand.Name or ModelsCommand.Name
                ? $"'{name}' is a command, and must be the first argument."
            : nearest is null ? $"'{name}' is not {what}."
            : $"'{name}' is not {what}; did you mean {nearest}?";
    }
}
