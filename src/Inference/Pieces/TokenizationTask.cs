using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Tasks;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Pieces;

/// <summary>Returns the tokens of texts: nothing runs.</summary>
internal sealed class TokenizationTask : RequestTask<TokenizationRequest, TokenizationAnswer>
{
    public override RequestKind Kind => RequestKind.Tokenization;

    public override long Check(TokenizationRequest request, InferenceOptions options) => RequestRules.Check(request, options);

    public override (CatalogModel Model, CatalogVariant Variant) Select(IReadOnlyList<CatalogModel> models, TokenizationRequest request) =>
        ModelSelector.ForTokens(models, request);

    public override async Task<TokenizationAnswer> AnswerAsync(
        ModelLoan loan,
        TokenizationRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        // No text has more tokens in the answer than the model reads, and few have more than characters.
        account.TakeAnswer(
            PieceReader.BytesOfPiece
                * request.Texts.Sum(text => Math.Min(loan.Served.MaxInputTokens, (2L * text.Length) + loan.Served.Export.Prefix.Length + 2))
        );
        var results = await account.OnTextsAsync(() => Tokenize(loan, request, cancellationToken), cancellationToken);
        var from = loan.Answering;
        return new TokenizationAnswer(from.Model, from.Role, from.ShortHash, results, account.Timing(default));
    }

    private static PieceText[] Tokenize(ModelLoan loan, TokenizationRequest request, CancellationToken cancellationToken)
    {
        using var span = TransformerTelemetry.Source.StartActivity("tokenize");
        var work = new TextWork(cancellationToken);
        var results = new PieceText[request.Texts.Count];
        for (var text = 0; text < results.Length; text++)
        {
            work.Look();
            results[text] = PieceReader.Read(loan.Served, request.Texts[text], request.SpecialTokens, work).Text;
        }

        return results;
    }
}
