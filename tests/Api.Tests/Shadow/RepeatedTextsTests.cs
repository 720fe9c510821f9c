using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Shadow;

/// <summary>Whoever sends one text again and again decides nothing, whatever it is.</summary>
public sealed class RepeatedTextsTests
{
    private static readonly (string, string)[] Roomy = [("Shadow:QueueCapacity", "10000")];

    /// <summary>The teacher of intent always differs from its student, that of same never does.</summary>
    private static FixtureRepository Models =>
        ShadowServer.WithTeachers().Add("same", "roberta-tiny", ShadowServer.Classifier).AddTeacher("same", "roberta-tiny");

    [Theory]
    [InlineData("intent", 61, "strays")]
    [InlineData("same", 2_100, "holds")]
    public async Task Verdict_OneTextAgainAndAgain_StaysUndecidedWhereOtherTextsDecide(string model, int times, string otherwise)
    {
        await using var server = await ShadowServer.StartAsync(Models, Roomy);
        for (var left = times; left > 0; left -= 300)
        {
            await ClassifyAsync(server, model, Enumerable.Repeat("where is my card", Math.Min(left, 300)));
        }

        var report = await server.SettledAsync(model, times);

        (ShadowServer.Number(report, "compared"), ShadowServer.Number(report, "repeated")).ShouldBe((1, times - 1));
        report.GetProperty("verdict").GetString().ShouldBe("undecided");
        report.GetProperty("difference").GetProperty("n").GetInt64().ShouldBe(1);
        report
            .GetProperty("windows")
            .EnumerateArray()
            .ShouldAllBe(window => window.GetProperty("difference").GetProperty("n").GetInt64() == 1);
        report.GetProperty("slices").EnumerateArray().ShouldAllBe(slice => slice.GetProperty("n").GetInt64() == 1);

        await ClassifyAsync(server, model, Enumerable.Range(0, 150).Select(number => $"where is card number {number}"));
        (await server.SettledAsync(model, times + 150)).GetProperty("verdict").GetString().ShouldBe(otherwise);
    }

    [Fact]
    public async Task Verdict_OneTextDressedUp_IsOneText()
    {
        await using var server = await ShadowServer.StartAsync(Models, Roomy);
        for (var number = 0; number < 61; number++)
        {
            var text = string.Concat(
                "where is my card".Select((letter, index) => (number >> (index % 6) & 1) == 1 ? char.ToUpperInvariant(letter) : letter)
            );
            await ClassifyAsync(
                server,
                "intent",
                [new string(' ', number % 5) + text.Replace(" ", number % 2 == 0 ? "\u200b  " : "\t", StringComparison.Ordinal)]
            );
            var options = new
            {
                beamSize = 1 + (number % 3),
                lengthPenalty = 1 + (number / 1000.0),
                maxNewTokens = 5 + (number % 4),
            };
            ((int)(await server.PostAsync("/v1/translate", JsonSerializer.Serialize(new { text = "Two dogs.", options }))).Status).ShouldBe(
                200
            );
        }

        foreach (var model in (string[])["intent", "en-fr"])
        {
            var report = await server.SettledAsync(model, 61);
            (
                ShadowServer.Number(report, "compared"),
                ShadowServer.Number(report, "repeated"),
                report.GetProperty("verdict").GetString()
            ).ShouldBe((1, 60, "undecided"));
        }
    }

    [Fact]
    public async Task Report_TheSameTextsAfterARestart_CountNoMore()
    {
        var folder = Directory.CreateTempSubdirectory("again-");
        (string, string)[] settings =
        [
            .. Roomy,
            ("Shadow:Store:Path", Path.Combine(folder.FullName, "shadow.db")),
            ("Shadow:NoiseShare", "1"),
        ];
        for (var run = 1; run <= 2; run++)
        {
            await using var server = await ShadowServer.StartAsync(settings);
            await ClassifyAsync(server, "intent", Enumerable.Range(0, 10).Select(number => $"text {number}"));
            await ClassifyAsync(server, "intent", ["text 3"]);
            await server.SettledAsync("intent", 11 * run);

            var report = await server.ReportAsync(
                "intent",
                report =>
                    report.GetProperty("noise").GetProperty("n").GetInt64() == 10
                    && report.GetProperty("store").GetProperty("unwritten").GetInt64() == 0
            );
            (ShadowServer.Number(report, "compared"), ShadowServer.Number(report, "repeated")).ShouldBe((10, (11 * run) - 10));
        }

        folder.Delete(recursive: true);
    }

    private static async Task ClassifyAsync(ShadowServer server, string model, IEnumerable<string> texts)
    {
        var answer = await server.PostAsync("/v1/classify", JsonSerializer.Serialize(new { text = texts, model }));
        ((int)answer.Status).ShouldBe(200, answer.Text);
    }
}
