using System.CommandLine.Parsing;
using System.Globalization;
using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Errors;

namespace TransformerService.Cli.Commands;

/// <summary>Reads options' values. System.CommandLine's own messages name .NET types.</summary>
internal static class OptionValues
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static int ReadNumber(ArgumentResult result, string option, int least, int most)
    {
        if (
            int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
        {
            return number;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option} takes a whole number from {least} to {most}."));
        return default;
    }

    /// <summary>Reads a time such as 500ms, 30s, 10m or 2h.</summary>
    public static TimeSpan ReadTime(ArgumentResult result, string option)
    {
        var written = result.Tokens[0].Value;
        var unit = written.TrimStart([.. "0123456789."]);
        if (
            double.TryParse(written[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && (
                unit switch
                {
                    "ms" => number / 1000,
                    "s" => number,
                    "m" => 60 * number,
                    "h" => 3600 * number,
                    _ => (double?)null,
                }
            )
                is { } seconds
            && seconds <= Longest.TotalSeconds
        )
        {
            return TimeSpan.FromSeconds(seconds);
        }

        result.AddError($"{option} takes a time such as 30s, 10m or 2h, at most {Longest.TotalHours:0}h.");
        return default;
    }

    public static Shard ReadShard(ArgumentResult result, string option)
    {
        if (Shard.TryParse(result.Tokens[0].Value) is { } shard)
        {
            return shard;
        }

        result.AddError($"{option} takes I/N, with I from 0 to N-1, e.g. 0/4.");
        return Shard.Whole;
    }

    /// <summary>Returns a key that calls can carry. Messages do not quote it.</summary>
    public static string? CheckKey(string? key, string source) =>
        key is null || (key.Length > 0 && key.Trim() == key && key.All(static character => character is >= ' ' and <= '~'))
            ? key
            : throw new CliException(
                $"{source} must consist of printable ASCII characters, without white space around it; leave it out for a server without keys.",
                ExitCode.WrongArguments
            );

    public static Uri[] ReadAddresses(ArgumentResult result, string option)
    {
        List<Uri> addresses = [];
        foreach (var token in result.Tokens)
        {
            if (Uri.TryCreate(token.Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                addresses.Add(address);
            }
            else
            {
                result.AddError($"{option} takes an address such as http://localhost:8080, not '{token.Value}'.");
            }
        }

        return [.. addresses.Distinct()];
    }
}
