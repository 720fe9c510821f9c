using TransformerService.Inference.Admission;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Translation.Plans;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Translation;

/// <summary>A loaded model that translates: texts in one language in, texts in another out.</summary>
internal sealed class TranslationModel(LoadedSequences loaded) : SequenceModel(loaded), IAnswers<TranslationRequest, TranslationAnswer>
{
    private IReadOnlyList<string> _standIns = [];

    /// <summary>What its vocabulary has.</summary>
    public ReadableText Readable { get; } = new(loaded.Tokenizer);

    /// <summary>The terms of its glossary.</summary>
    public PreparedTerms Terms { get; } = new();

    /// <summary>Words that it was seen to copy.</summary>
    public override IReadOnlyList<string> StandIns => _standIns;

    public async Task<TranslationAnswer> AnswerAsync(
        TranslationRequest request,
        AnsweringVariant variant,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var (source, target) = (variant.SourceLanguage ?? request.Source, variant.TargetLanguage ?? request.Target);
        var direction = Directions.Of(source, target);
        var settings = Directions.Apply(direction, GenerationOverrides.Apply(this, request.Options));
        var plan = await account.OnTextsAsync(
            () => RequestPlan.Of(this, request, variant, direction.Code, account, cancellationToken),
            cancellationToken
        );
        var rounds = new TranslationRounds(this, request.Options, settings, account, target);
        rounds.Charge(plan.Plans);
        var times =
            CanAlign && !Directions.HasSeveral && plan.Documents.Count > 0 // a sentence is aligned without a code of its language
                ? await new TagRounds(this, rounds, account).RunAsync(plan.Documents, cancellationToken)
                : await rounds.RunAsync(plan.Plans, cancellationToken);
        var translations = await account.OnTextsAsync(
            () =>
                plan.Assemble(
                    settings.NumReturnSequences,
                    request.Options,
                    target,
                    Quality is null ? null : new QualityReview(Quality, settings.LengthPenalty, Tokenizer.UnknownId),
                    cancellationToken
                ),
            cancellationToken
        );
        return new TranslationAnswer(variant.Model, variant.Role, variant.ShortHash, translations, account.Timing(times));
    }

    /// <summary>The tokens of a translation, as many as there are.</summary>
    public TextPiece[] PiecesOf(string translation, TextWork work)
    {
        var pieces = PieceReader.ReadTarget(this, translation, work).Pieces;

        // Where the export fixes the first token, such as a language, it belongs to every translation.
        return Generation.ForcedBosTokenId is { } first && (pieces.Length == 0 || pieces[0].Id != first)
            ? [new TextPiece(first, Tokenizer.TargetPieceOf(first) ?? "", null, null), .. pieces]
            : pieces;
    }

    public override IReadOnlyList<string> LearnStandIns(string? language, CancellationToken cancellationToken) =>
        Directions.HasSeveral ? [] : StandInProbe.Run(this, language, cancellationToken); // a word is copied from one language to another

    public override void UseStandIns(IReadOnlyList<string> words) => _standIns = words;
}
