using System.Text;
using System.Text.Json;
using Grpc.Core;
using Shouldly;
using TransformerService.Tests.Support;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Server-sent events of generated texts, and callers that leave a stream.</summary>
public sealed class GenerateStreamTests(GenerateServer server) : IClassFixture<GenerateServer>
{
    private const string Generator = "generator",
        Text = "The dog is sleeping under the table.";

    private static readonly string[] Texts = [Text, "She reads.", "We will meet the old man tomorrow."];
    private readonly Transformer.TransformerClient _client = new(server.Grpc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("application/json;q=0.5, text/event-stream")]
    public async Task Generate_EventStream_SendsPartsThenTheWholeAnswer(string accept)
    {
        // A part holds what was generated since the one before: all of it, if the machine has much else to do.
        await Eventually.HoldsAsync(async () =>
        {
            using var response = await SendAsync(
                new
                {
                    text = Texts,
                    model = Generator,
                    options = new
                    {
                        beamSize = 1,
                        minNewTokens = 200,
                        maxNewTokens = 200,
                    },
                },
                accept
            );
            ((int)response.StatusCode).ShouldBe(200);
            response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
            var events = Events(await response.Content.ReadAsStringAsync(Token));
            events[^1].Name.ShouldBe("answer");
            events[..^1].ShouldAllBe(one => one.Name == "part");
            for (var index = 0; index < Texts.Length; index++)
            {
                string.Concat(
                        events[..^1]
                            .Where(one => one.Data.GetProperty("index").GetInt32() == index)
                            .Select(one => one.Data.GetProperty("text").GetString())
                    )
                    .ShouldBe(events[^1].Data.GetProperty("generations")[index].GetProperty("text").GetString());
            }

            return events.Count > Texts.Length + 1; // texts come in several parts
        });
    }

    [Fact]
    public async Task Generate_EventStreamRefused_IsAProblem()
    {
        using var response = await SendAsync(new { text = Text, model = "none" }, "text/event-stream");
        ((int)response.StatusCode).ShouldBe(404);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Generate_TimeEndsInAStream_EndsWithAProblemOrIsOne()
    {
        using var response = await SendAsync(
            new
            {
                text = Enumerable.Repeat(Text, 200),
                model = Generator,
                options = new
                {
                    beamSize = 8,
                    minNewTokens = 512,
                    maxNewTokens = 512,
                },
            },
            "text/event-stream",
            timeoutMs: 700
        );
        var text = await response.Content.ReadAsStringAsync(Token);
        if ((int)response.StatusCode == 200)
        {
            var last = Events(text)[^1];
            last.Name.ShouldBe("problem");
            last.Data.GetProperty("code").GetString().ShouldBe("timedOut");
        }
        else
        {
            ((int)response.StatusCode).ShouldBeOneOf(504, 413, 429);
        }
    }

    [Fact]
    public async Task GenerateStream_CallerLeaves_EndsItsRows()
    {
        var request = new GenerateRequest
        {
            Texts = { Enumerable.Repeat(Text, 32) },
            Model = Generator,
            Options = new GenerateOptions
            {
                BeamSize = 1,
                MinNewTokens = 512,
                MaxNewTokens = 512,
            },
        };

        await LeaveUntilCancelledAsync(async () =>
        {
            using var call = _client.GenerateStream(request, cancellationToken: Token);
            try
            {
                (await call.ResponseStream.MoveNext(Token)).ShouldBeTrue();
            }
            catch (RpcException busy) when (busy.StatusCode == StatusCode.ResourceExhausted)
            {
                // The machine has much else to do just now: the server does not take what it could not do in time.
            }
        });
    }

    [Fact]
    public async Task Generate_CallerLeavesAnEventStream_IsNoFault()
    {
        var body = new
        {
            text = Enumerable.Repeat(Text, 32),
            model = Generator,
            options = new
            {
                beamSize = 1,
                minNewTokens = 512,
                maxNewTokens = 512,
            },
        };

        await LeaveUntilCancelledAsync(async () =>
        {
            using var response = await SendAsync(body, "text/event-stream", completion: HttpCompletionOption.ResponseHeadersRead);
            var stream = await response.Content.ReadAsStreamAsync(Token);
            await stream.ReadExactlyAsync(new byte[16], Token);
        });

        server.Logs.ShouldNotContain(line => line.Contains("unhandled exception", StringComparison.Ordinal));
    }

    /// <summary>
    /// Leaves calls until one was cancelled, because it was not answered yet. Nothing of them is left in work: the server answers, and counts
    /// them.
    /// </summary>
    private async Task LeaveUntilCancelledAsync(Func<Task> leaveAsync)
    {
        var before = await CancelledAsync();
        await Eventually.HoldsAsync(async () =>
        {
            await leaveAsync();
            return await CancelledAsync() > before;
        });
        (await PostAsync(new { text = Text, model = Generator })).GetProperty("generations").GetArrayLength().ShouldBe(1);
    }

    /// <summary>Calls that were not answered, by the server's own counts: those of /metrics vanish when another server of this process ends.</summary>
    private async Task<int> CancelledAsync() =>
        (await server.GetAsync($"/v2/models/{Generator}/stats"))
            .Json.GetProperty("model_stats")[0]
            .GetProperty("inference_stats")
            .GetProperty("fail")
            .GetProperty("count")
            .GetInt32();

    private async Task<JsonElement> PostAsync(object body)
    {
        var answer = await server.PostAsync("/v1/generate", JsonSerializer.Serialize(body));
        ((int)answer.Status).ShouldBe(200, answer.Text);
        return answer.Json;
    }

    private async Task<HttpResponseMessage> SendAsync(
        object body,
        string accept,
        int? timeoutMs = null,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/generate", UriKind.Relative))
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (timeoutMs is { } time)
        {
            request.Headers.Add("X-Request-Timeout-Ms", $"{time}");
        }

        return await server.Http.SendAsync(request, completion, Token);
    }

    private static List<(string Name, JsonElement Data)> Events(string text) =>
        [
            .. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(one => one.Split('\n'))
                .Select(lines => (lines[0]["event: ".Length..], JsonDocument.Parse(lines[1]["data: ".Length..]).RootElement)),
        ];
}
