using System.Globalization;
using System.Text;

namespace TransformerService.Api.Tests.Documentation;

/// <summary>Writes docs/configuration.md from the server's options.</summary>
internal static class ConfigurationReference
{
    private const string Head = """
        # Configuration

        Written from the options classes and their doc comments by `tools/write-configuration.sh`. A test fails when this page is not current, or when an option is missing.

        ## How to set an option

        | where | example |
        |---|---|
        | command line | `--Inference:RequestTimeout=00:01:00` |
        | environment variable | `Inference__RequestTimeout=00:01:00` |
        | `appsettings.json` | `{ "Inference": { "RequestTimeout": "00:01:00" } }` |

        The command line takes precedence over the environment, and the environment over `appsettings.json`.

        **Environment variables.** Every key on this page is also the name of an environment variable, with `__` in place of each `:`. So `Access:Limits:MaxConnections` is `Access__Limits__MaxConnections`.

        **Lists and named sections.** The entries of a list have the numbers 0, 1, 2 and so on: `Access:Keys:0:Name` is the name of the first key. `<name>` stands for a name that you choose: `Shadow:Models:en-fr:SampleRate`.

        **Values.** Numbers are shown with commas, to be read; write them without. A time is written as hours, minutes and seconds, with days before and a fraction after them where they are needed: `00:00:30`, `00:00:00.5`, `90.00:00:00`.

        **Checks.** Every option is checked at the start. A value out of its bounds, or a key that does not exist, ends the program with exit code 1 and a message for each fault. `--check` does the same without serving. Changes of these options take effect at the next start.

        ## ASP.NET's own options

        | key | default | meaning |
        |---|---|---|
        | `Kestrel:Endpoints:Http:Url` | `{Kestrel:Endpoints:Http:Url}` | where REST listens |
        | `Kestrel:Endpoints:Grpc:Url` | `{Kestrel:Endpoints:Grpc:Url}` | where gRPC listens, HTTP/2 only |
        | `Kestrel:Endpoints:Admin:Url`, `Kestrel:Endpoints:AdminGrpc:Url` | none | [ports for admin calls](security.md#ports-for-admin-calls); with either, the other ports refuse these calls |
        | `Kestrel:Certificates:Default:Path`, `:KeyPath`, `:Password` | none | the certificate for addresses that begin with https |
        | `AllowedHosts` | on loopback `localhost`, otherwise all | [host names](security.md#host-names) that requests may ask for, with `;` between them; IP addresses always may be |
        | `Logging:LogLevel:Default` | `{Logging:LogLevel:Default}` | the least level of log messages; `Logging:LogLevel:<category>` sets it for one category |
        | `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS` … | OpenTelemetry's | [OpenTelemetry's environment variables](https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/), under their own names |

        """;

    /// <param name="sections">The options.</param>
    /// <param name="setting">The value that appsettings.json gives a key.</param>
    public static string Write(IEnumerable<OptionSection> sections, Func<string, string?> setting)
    {
        var text = new StringBuilder();
        foreach (var line in Head.Split('\n'))
        {
            text.Append(WithSettings(line.TrimEnd('\r'), setting)).Append('\n');
        }

        foreach (var section in sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {section.Heading}\n\n{section.Text}\n\n");
            text.Append("| key | type | default | bounds | meaning |\n|---|---|---|---|---|\n");
            foreach (var (key, type, preset, bounds, meaning) in section.Rows)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{key}` | {type} | {preset} | {Cell(bounds)} | {Cell(meaning)} |\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary><c>{key}</c> in a line stands for what the key is set to.</summary>
    private static string WithSettings(string line, Func<string, string?> setting)
    {
        const string Open = "`{",
            Close = "}`";
        var start = line.IndexOf(Open, StringComparison.Ordinal);
        if (start < 0 || line[start + Open.Length] == ' ') // JSON
        {
            return line;
        }

        var end = line.IndexOf(Close, start, StringComparison.Ordinal);
        var key = line[(start + Open.Length)..end];
        var value = setting(key) ?? throw new InvalidOperationException($"appsettings.json does not set {key}.");
        return $"{line[..start]}`{value}`{line[(end + Close.Length)..]}";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
