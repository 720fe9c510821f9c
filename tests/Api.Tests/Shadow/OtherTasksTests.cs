using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Shadow;

/// <summary>Shadow mode of taggers, embedding models, rerankers and generators, over REST, with a teacher that is the student again.</summary>
public sealed class OtherTasksTests
{
    private const string Found = """{ "shadow": { "sampleRate": 1 } }""";

    [Theory]
    [InlineData("bert-ner-tiny", "/v1/tag", "entityF1", 1.0)]
    [InlineData("sentence-bert-tiny", "/v1/embed", "cosine", 1.0)]
    [InlineData("cross-encoder-tiny", "/v1/rerank", "kendallTau", 1.0)]
    [InlineData("pegasus-tiny", "/v1/generate", "exactMatch", 1.0)]
    [InlineData("pegasus-tiny", "/v1/generate", "chrF", 100.0)]
    public async Task Report_TeacherIsTheStudent_AgreesOnEverySample(string fixture, string path, string metric, double mean)
    {
        await using var server = await ShadowServer.StartAsync(new FixtureRepository().Add("m", fixture, Found).AddTeacher("m", fixture));

        foreach (var body in Bodies(path))
        {
            var answer = await server.PostAsync(path, JsonSerializer.Serialize(body));
            ((int)answer.Status).ShouldBe(200, answer.Text);
        }

        var report = await server.SettledAsync("m", 2);
        ShadowServer.Number(report, "compared").ShouldBe(2);
        ShadowServer.Number(report, "failed").ShouldBe(0);
        report.GetProperty("metrics").GetProperty(metric).GetProperty("mean").GetDouble().ShouldBe(mean, 1e-5);
    }

    [Fact]
    public async Task Report_RemoteTeacherOfAGenerator_ComparesSearchesAndNoSamples()
    {
        await using var teacher = await ShadowServer.StartAsync(
            new FixtureRepository().Add("m", "pegasus-tiny", Found).AddTeacher("m", "pegasus-tiny")
        );
        var remote = $$"""{ "teacher": "grpc://127.0.0.1:{{teacher.GrpcAddress.Port}}/m", "shadow": { "sampleRate": 1 } }""";
        await using var server = await ShadowServer.StartAsync(new FixtureRepository().Add("m", "pegasus-tiny", remote));

        object[] bodies =
        [
            new { text = "The dog is sleeping under the table.", options = new { doSample = true, seed = 1 } },
            new
            {
                text = "She reads.",
                options = new
                {
                    beamSize = 2,
                    numHypotheses = 2,
                    lengthPenalty = 0.5,
                },
            },
            new { text = "We will meet the old man tomorrow.", options = new { beamSize = 1 } },
        ];
        foreach (var body in bodies)
        {
            var answer = await server.PostAsync("/v1/generate", JsonSerializer.Serialize(body));
            ((int)answer.Status).ShouldBe(200, answer.Text);
        }

        var report = await server.SettledAsync("m", 2);
        ShadowServer.Number(report, "compared").ShouldBe(2);
        ShadowServer.Number(report, "sampled").ShouldBe(2);
        report.GetProperty("metrics").GetProperty("exactMatch").GetProperty("mean").GetDouble().ShouldBe(1);
    }

    private static IEnumerable<object> Bodies(string path) =>
        path == "/v1/rerank"
            ?
            [
                new { query = "Where can I buy bread?", documents = new[] { "The dog is sleeping.", "The bakery sells bread." } },
                new
                {
                    query = "Who sleeps?",
                    documents = new[] { "The dog is sleeping.", "Bread is made of flour." },
                    topN = 1,
                },
            ]
            : [new { text = new[] { "Anna Schmidt lives in Paris.", "John Lee works for Acme Corp in New York." } }];
}
