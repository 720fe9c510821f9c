using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Tests.Golden;

/// <summary>The generation settings that each golden answer was made with.</summary>
internal static class GoldenSettings
{
    public static GenerationSettings Greedy(GenerationSettings file) => file with { NumBeams = 1, MaxLength = 64 };

    public static GenerationSettings Beam4(GenerationSettings file) =>
        file with
        {
            NumBeams = 4,
            LengthPenalty = 1,
            EarlyStopping = EarlyStopping.Heuristic,
            MaxLength = 64,
        };

    public static GenerationSettings Variant(GenerationSettings file, string name) =>
        name switch
        {
            "beam4_early_stopping_true" => Beam4(file) with { EarlyStopping = EarlyStopping.Always },
            "beam4_early_stopping_never" => Beam4(file) with { EarlyStopping = EarlyStopping.Never },
            "beam4_length_penalty_2" => Beam4(file) with { LengthPenalty = 2 },
            "beam4_length_penalty_0.5" => Beam4(file) with { LengthPenalty = 0.5 },
            "beam2" => Beam4(file) with { NumBeams = 2 },
            "beam6_return_4" => Beam4(file) with { NumBeams = 6, NumReturnSequences = 4 },
            "beam4_no_repeat_ngram_3" => Beam4(file) with { NoRepeatNgramSize = 3 },
            "greedy_repetition_penalty_1.3" => Greedy(file) with { RepetitionPenalty = 1.3 },
            "beam4_renormalize_logits_false" => Beam4(file) with { RenormalizeLogits = false },
            "beam4_min_length_12" => Beam4(file) with { MinLength = 12 },
            "beam4_max_length_12" => Beam4(file) with { MaxLength = 12 },
            "greedy_max_length_12" => Greedy(file) with { MaxLength = 12 },
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown variant"),
        };
}
