using System.Globalization;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tasks;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Pieces;

/// <summary>Returns the texts of token ids, as the model's answers are decoded: nothing runs.</summary>
internal sealed class DetokenizationTask : RequestTask<DetokenizationRequest, DetokenizationAnswer>
{
    public override RequestKind Kind => RequestKind.Detokenization;

    public override long Check(DetokenizationRequest request, InferenceOptions options) => RequestRules.Check(request, options);

    public override (CatalogModel Model, CatalogVariant Variant) Select(
        IReadOnlyList<CatalogModel> models,
        DetokenizationRequest request
    ) => ModelSelector.ForTokens(models, request);

    public override async Task<DetokenizationAnswer> AnswerAsync(
        ModelLoan loan,
        DetokenizationRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var tokenizer = loan.Served.Tokenizer;
        account.TakeAnswer(request.Ids.Sum(ids => BytesOf(tokenizer, ids)));
        var texts = await account.OnTextsAsync(
            () =>
            {
                var work = new TextWork(cancellationToken);
                return request.Ids.Select(ids => tokenizer.Decode([.. ids], !request.SpecialTokens, work)).ToArray();
            },
            cancellationToken
        );
        var from = loan.Answering;
        return new DetokenizationAnswer(from.Model, from.Role, from.ShortHash, texts, account.Timing(default));
    }

    /// <summary>The most memory that the text of ids takes: each piece, a space, and the list of pieces.</summary>
    /// <exception cref="InferenceException">An id is not a token of the model.</exception>
    private static long BytesOf(TextTokenizer tokenizer, IReadOnlyList<int> ids)
    {
        long bytes = 64;
        for (var place = 0; place < ids.Count; place++)
        {
            var piece =
                tokenizer.TargetPieceOf(ids[place])
                ?? throw new InferenceException(
                    InferenceError.InvalidInput,
                    string.Create(CultureInfo.InvariantCulture, $"'ids' holds {ids[place]}, which is not a token of this model.")
                );
            bytes += sizeof(char) * (piece.Length + 1L);
        }

        return bytes;
    }
}
