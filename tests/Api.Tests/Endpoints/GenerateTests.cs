using System.Text.Json;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Generated texts over REST, gRPC and both kinds of streams: PyTorch's answers, from all the same.</summary>
public sealed class GenerateTests(GenerateServer server) : IClassFixture<GenerateServer>
{
    private const string Generator = "generator",
        Text = "The dog is sleeping under the table.";

    private static readonly string[] Texts = [Text, "She reads.", "We will meet the old man tomorrow."];
    private readonly Transformer.TransformerClient _client = new(server.Grpc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generate_GoldenTexts_AreTheReferenceFromBothPortsAndStreams()
    {
        var cases = Golden.Cases("mt5-bytefallback-tiny").Values.ToArray();
        string[] texts = [.. cases.Select(golden => golden.GetProperty("text").GetString() ?? "")];
        var rest = await PostAsync(
            new
            {
                text = texts,
                model = Generator,
                options = new { beamSize = 1, maxNewTokens = 47 },
            }
        );
        var request = new GenerateRequest
        {
            Texts = { texts },
            Model = Generator,
            Options = new GenerateOptions { BeamSize = 1, MaxNewTokens = 47 },
        };
        var grpc = await _client.GenerateAsync(request, cancellationToken: Token);
        var (parts, streamed) = await StreamAsync(request);

        rest.GetProperty("model").GetString().ShouldBe(Generator);
        for (var index = 0; index < cases.Length; index++)
        {
            var expected = cases[index].GetProperty("greedy").GetProperty("text").GetString();
            var found = rest.GetProperty("generations")[index];
            found.GetProperty("text").GetString().ShouldBe(expected);
            found.GetProperty("inputTokens").GetInt32().ShouldBe(cases[index].GetProperty("input_ids").GetArrayLength());
            grpc.Generations[index].Text.ShouldBe(expected);
            grpc.Generations[index].OutputTokens.ShouldBe(found.GetProperty("outputTokens").GetInt32());
            grpc.Generations[index].Score.ShouldBe(found.GetProperty("score").GetDouble(), 1e-5);
            grpc.Generations[index]
                .FinishReason.ToString()
                .ShouldBe(found.GetProperty("finishReason").GetString(), StringCompareShould.IgnoreCase);
            streamed.Generations[index].Text.ShouldBe(expected);
            string.Concat(parts.Where(part => part.Index == index).Select(part => part.Text)).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Generate_OneSeed_IsTheSameFromEveryDoorAndInCompany()
    {
        var options = new
        {
            doSample = true,
            temperature = 1.5,
            topK = 20,
            topP = 0.9,
            seed = 9007199254740991,
            maxNewTokens = 30,
        };
        var alone = await PostAsync(
            new
            {
                text = Text,
                model = Generator,
                options,
            }
        );
        var expected = alone.GetProperty("generations")[0].GetProperty("text").GetString();
        var company = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    PostAsync(
                        new
                        {
                            text = Texts,
                            model = Generator,
                            options,
                        }
                    )
                )
        );
        company.ShouldAllBe(answer => answer.GetProperty("generations")[0].GetProperty("text").GetString() == expected);
        var request = new GenerateRequest
        {
            Texts = { Text },
            Model = Generator,
            Options = new GenerateOptions
            {
                DoSample = true,
                Temperature = 1.5,
                TopK = 20,
                TopP = 0.9,
                Seed = 9007199254740991,
                MaxNewTokens = 30,
            },
        };
        (await _client.GenerateAsync(request, cancellationToken: Token)).Generations[0].Text.ShouldBe(expected);
        (await StreamAsync(request)).Answer.Generations[0].Text.ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"text":null}""", "$.text is missing or null")]
    [InlineData("""{"text":["a",1]}""", "$.text[1] must be a string")]
    [InlineData("""{"text":"a","options":{"seed":"1"}}""", "$.options.seed must be a whole number of at most 9007199254740991")]
    [InlineData("""{"text":"a","options":{"seed":1.5}}""", "$.options.seed must be a whole number")]
    [InlineData("""{"text":"a","options":{"sample":true}}""", "sample")]
    [InlineData("""{"text":"a","model":"summary","options":{"seed":1}}""", "'options.doSample' true")]
    [InlineData("""{"text":"a","model":"summary","options":{"doSample":true,"topP":0,"topK":-1}}""", "'options.topK' must be")]
    [InlineData("""{"text":"a","model":"summary","options":{"beamSize":9}}""", "'options.beamSize' must be from 1 to 8")]
    [InlineData("""{"text":"a"}""", "name one of 'generator', 'summary'")]
    public async Task Generate_BadBody_SaysWhatToChange(string body, string mentions)
    {
        var answer = await server.PostAsync("/v1/generate", body);
        answer.ShouldBeProblem(400, "invalidInput").ShouldContain(mentions);
    }

    [Theory]
    [InlineData("/v1/generate", """{"text":"a","model":"translator"}""", "/v1/translate")]
    [InlineData("/v1/translate", """{"text":"a","model":"summary"}""", "/v1/generate")]
    public async Task Call_ModelOfTheOtherTask_NamesItsPath(string path, string body, string other) =>
        (await server.PostAsync(path, body)).ShouldBeProblem(400, "invalidInput").ShouldContain(other);

    [Fact]
    public async Task Models_OfTheTask_SayItAndTheirLimits()
    {
        var model = (await server.GetAsync("/v1/models/summary")).Json;
        model.GetProperty("task").GetString().ShouldBe("text2text-generation");
        model.GetProperty("variants")[0].GetProperty("limits").GetProperty("defaultBeamSize").GetInt32().ShouldBe(4);
        (await _client.GetModelAsync(new GetModelRequest { Name = "summary" }, cancellationToken: Token)).Task.ShouldBe(
            ModelTask.Text2TextGeneration
        );
    }

    [Fact]
    public async Task Logs_AfterEveryKindOfCall_HoldNoText()
    {
        await PostAsync(new { text = "Zanzibarian secrets", model = Generator });
        await StreamAsync(new GenerateRequest { Texts = { "Zanzibarian secrets" }, Model = Generator });
        server.Logs.ShouldAllBe(line => !line.Contains("Zanzibarian", StringComparison.Ordinal));
    }

    private async Task<JsonElement> PostAsync(object body)
    {
        var answer = await server.PostAsync("/v1/generate", JsonSerializer.Serialize(body));
        ((int)answer.Status).ShouldBe(200, answer.Text);
        return answer.Json;
    }

    private async Task<(List<GeneratedPart> Parts, GenerateResponse Answer)> StreamAsync(GenerateRequest request)
    {
        using var call = _client.GenerateStream(request, cancellationToken: Token);
        List<GeneratedPart> parts = [];
        await foreach (var message in call.ResponseStream.ReadAllAsync(Token))
        {
            if (message.Answer is { } answer)
            {
                (await call.ResponseStream.MoveNext(Token)).ShouldBeFalse("the answer is the last message");
                return (parts, answer);
            }

            parts.Add(message.Part);
        }

        throw new InvalidOperationException("The stream has no answer.");
    }
}

/// <summary>A server with two models that generate text, found from their exports, and one that translates.</summary>
public sealed class GenerateServer : ApiServer
{
    public GenerateServer()
        : base(
            new FixtureRepository()
                .Add("summary", "pegasus-tiny", "{}")
                .Add("generator", "mt5-bytefallback-tiny", "{}")
                .Add("translator", "marian-tiny", "{}")
        ) { }
}
