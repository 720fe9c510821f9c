using System.Text;
using TransformerService.Api.Tests.DotnetClient;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Cli.Bulk.Json;
using TransformerService.Client;
using Xunit;

namespace TransformerService.Api.Tests.Cli;

/// <summary>A file of many lines with few texts, and the output that it must give.</summary>
internal sealed class ManyLines
{
    private static readonly string[] Texts =
    [
        "two dogs",
        "a cat sleeps",
        "the big house",
        "I see you",
        "hello",
        "a man plays",
        "the sun",
        "water and bread",
        "children run",
        "it rains",
        "good night",
    ];

    private readonly string[] _answers;

    private ManyLines(string[] answers) => _answers = answers;

    /// <summary>Asks a server for the answers.</summary>
    public static async Task<ManyLines> OfAsync(ApiServer server)
    {
        await using var client = new TestClient(server, TransformerServiceTransport.Rest);
        var request = new TranslateRequest { Text = Texts, Model = "en-fr" };
        var answer = await client.Calls.TranslateAsync(request, TestContext.Current.CancellationToken);
        return new ManyLines([.. answer.Translations.Select(translation => translation.Text)]);
    }

    /// <summary>Lines of JSON; every 97th is not JSON.</summary>
    public static string Input(int count) => Join(count, static i => IsBad(i) ? $"bad {i}" : $$"""{"id":{{i}},"text":"{{Text(i)}}"}""");

    /// <summary>Their output.</summary>
    public string Output(int count) =>
        Join(
            count,
            i =>
                IsBad(i)
                    ? """{"answer":null}"""
                    : $$"""{"id":{{i}},"text":"{{Text(i)}}","answer":{{JsonText.Quote(_answers[i % Texts.Length])}}}"""
        );

    /// <summary>The lines that cannot be done, from 1.</summary>
    public static IEnumerable<int> Bad(int count) => Enumerable.Range(0, count).Where(IsBad).Select(static i => i + 1);

    /// <summary>Records of CSV, each of two lines.</summary>
    public static string Csv(int count) => "id,text\n" + Join(count, static i => $"\"{i}\n\",\"{Text(i)}\"");

    private static bool IsBad(int i) => i % 97 == 50;

    private static string Text(int i) => Texts[i % Texts.Length];

    private static string Join(int count, Func<int, string> line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append(line(i)).Append('\n');
        }

        return text.ToString();
    }
}
