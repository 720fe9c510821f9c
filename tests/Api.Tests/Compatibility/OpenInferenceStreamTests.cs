using System.Globalization;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.OpenInference.V2;
using Xunit;
using static TransformerService.Api.Tests.Compatibility.OpenInferenceCalls;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>Streams of requests over the Open Inference Protocol.</summary>
public sealed class OpenInferenceStreamTests(ExportsServer server)
{
    private const string Translator = "marian-split";

    private static readonly string[] Texts = ["Two dogs are playing in the snow.", "Où est la gare ? 日本語 😀"];

    private readonly GRPCInferenceService.GRPCInferenceServiceClient _client = new(server.Grpc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ModelStreamInfer_SeveralRequests_AreAnsweredEachAndErrorsDoNotEndIt()
    {
        const int Requests = 100;
        var expected = await _client.ModelInferAsync(OpenInferenceGrpcTests.Request(Translator, Texts), cancellationToken: Token);
        using var stream = _client.ModelStreamInfer(cancellationToken: Token);
        var answers = new List<ModelStreamInferResponse>();
        var reading = Task.Run(
            async () =>
            {
                await foreach (var answer in stream.ResponseStream.ReadAllAsync(Token))
                {
                    answers.Add(answer);
                }
            },
            Token
        );
        for (var number = 0; number < Requests; number++)
        {
            var request = OpenInferenceGrpcTests.Request(number % 10 == 9 ? "nowhere" : Translator, Texts);
            request.Id = $"{number}";
            request.Parameters["triton_enable_empty_final_response"] = new InferParameter { BoolParam = number % 2 == 1 };
            await stream.RequestStream.WriteAsync(request, Token);
        }

        await stream.RequestStream.CompleteAsync();
        await reading;

        answers.Select(answer => answer.InferResponse.Id).ShouldBe(Enumerable.Range(0, Requests).Select(number => $"{number}"));
        foreach (var answer in answers)
        {
            var number = int.Parse(answer.InferResponse.Id, CultureInfo.InvariantCulture);
            answer.InferResponse.Parameters.ContainsKey("triton_final_response").ShouldBeTrue();
            if (number % 10 == 9)
            {
                answer.ErrorMessage.ShouldContain("no model of that name");
            }
            else
            {
                answer.ErrorMessage.ShouldBeEmpty();
                ReadTexts(answer.InferResponse.RawOutputContents[0].ToByteArray())
                    .ShouldBe(ReadTexts(expected.RawOutputContents[0].ToByteArray()));
            }
        }
    }

    [Fact]
    public async Task ModelStreamInfer_CallerGoesAway_Ends()
    {
        using var gone = new CancellationTokenSource();
        using var stream = _client.ModelStreamInfer(cancellationToken: gone.Token);
        for (var number = 0; number < 40; number++)
        {
            await stream.RequestStream.WriteAsync(OpenInferenceGrpcTests.Request(Translator, Texts), Token);
        }

        (await stream.ResponseStream.MoveNext(Token)).ShouldBeTrue();
        await gone.CancelAsync();
        (
            await Task.Run(
                    async () =>
                    {
                        while (await stream.ResponseStream.MoveNext(Token)) { }
                    },
                    Token
                )
                .ShouldThrowAsync<RpcException>()
        ).StatusCode.ShouldBe(StatusCode.Cancelled);
        (await _client.ModelInferAsync(OpenInferenceGrpcTests.Request(Translator, Texts), cancellationToken: Token)).Outputs.Count.ShouldBe(
            2
        );
    }
}
