using Google.Protobuf;
using TransformerService.OpenInference.V2;
using static TransformerService.Api.Tests.WorstLegal.Bodies;
using static TransformerService.Api.Tests.WorstLegal.Names;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>What only other servers' APIs let a caller ask for.</summary>
internal static class RowsOfDoors
{
    public static IEnumerable<WorstRow> OfDoors()
    {
        yield return new(
            "the most texts and the most pairs in one batch",
            Dearest.Cpu,
            [Texts, Characters, Tokens],
            new Posts(
                Predictions,
                (limits, share) => Predict(Words(limits, share / 2), Words(limits, share / 2, parts: 2)),
                Few
            ).AttackAsync
        )
        {
            IsAnswered = true,
        };
        yield return new(
            "streams of the largest inferences",
            Dearest.Places,
            [InFlight, Texts, Characters],
            attack =>
            {
                var request = Inference([.. Words(attack.Limits, 1)]);
                return GrpcCalls.InferencesAsync(attack, streams: Few, request);
            }
        );
    }

    private static ModelInferRequest Inference(string[] texts)
    {
        var tensor = new ModelInferRequest.Types.InferInputTensor { Name = "text", Datatype = "BYTES" };
        tensor.Shape.Add(texts.Length);
        tensor.Contents = new InferTensorContents { BytesContents = { texts.Select(ByteString.CopyFromUtf8) } };
        return new ModelInferRequest { ModelName = FewLabels, Inputs = { tensor } };
    }
}
