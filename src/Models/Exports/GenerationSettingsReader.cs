using System.Text.Json;
using TransformerService.Models.Files;
using TransformerService.Models.Requests;

namespace TransformerService.Models.Exports;

/// <summary>Reads generation settings as Hugging Face <c>generate</c> does, and reports those that are not supported.</summary>
internal static class GenerationSettingsReader
{
    /// <summary>Settings that would change the answers and are not implemented, each with the value at which it has no effect.</summary>
    private static readonly (string Field, Func<JsonElement, bool> HasNoEffect)[] Unsupported =
    [
        ("do_sample", value => value.ValueKind == JsonValueKind.False),
        ("num_beam_groups", value => IsNumber(value, 1)),
        ("penalty_alpha", value => IsNumber(value, 0)),
        ("diversity_penalty", value => IsNumber(value, 0)),
        ("encoder_repetition_penalty", value => IsNumber(value, 1)),
        ("encoder_no_repeat_ngram_size", value => IsNumber(value, 0)),
        ("force_words_ids", _ => false),
        ("constraints", _ => false),
        ("sequence_bias", _ => false),
        ("forced_decoder_ids", _ => false),
        ("exponential_decay_length_penalty", _ => false),
        ("guidance_scale", value => IsNumber(value, 1)),
    ];

    /// <param name="source">
    /// generation_config.json, or config.json if there is none; task_specific_params take precedence over it if requested.
    /// </param>
    /// <param name="config">config.json, for the special tokens that generation_config.json leaves out.</param>
    /// <param name="warnings">Receives a sentence for each setting that is ignored.</param>
    public static GenerationSettings? Read(JsonSection source, JsonSection config, List<string> warnings)
    {
        foreach ((var field, var hasNoEffect) in Unsupported)
        {
            if (source.Value(field) is { } value && !hasNoEffect(value))
            {
                warnings.Add(
                    $"'{field}' of the generation settings is not supported and was ignored; the answers can differ from generate()."
                );
            }
        }

        var eos = FirstOf(source.Integers("eos_token_id"), config.Integers("eos_token_id"));
        var start =
            source.Integer("decoder_start_token_id")
            ?? config.Integer("decoder_start_token_id")
            ?? source.Integer("bos_token_id")
            ?? config.Integer("bos_token_id");
        if (eos.Count == 0)
        {
            config.Fault("eos_token_id", "given, here or in generation_config.json");
        }

        if (start is null)
        {
            config.Fault("decoder_start_token_id", "given, here or in generation_config.json");
        }

        // The prompt of an encoder-decoder is the start token alone.
        var maxLength = Least(source, "max_new_tokens", 1) is { } maxNewTokens ? maxNewTokens + 1L : Least(source, "max_length", 1) ?? 20;
        var beams = Least(source, "num_beams", 1) ?? 1;
        var repetitionPenalty = source.Number("repetition_penalty", GenerationLimits.RepetitionPenalty) ?? 1;
        if (eos.Count == 0 || start is null)
        {
            return null;
        }

        return new GenerationSettings
        {
            DecoderStartTokenId = start.Value,
            EosTokenIds = eos,
            PadTokenId = source.Integer("pad_token_id") ?? config.Integer("pad_token_id") ?? eos[0],
            MaxLength = (int)Math.Clamp(maxLength, 2, int.MaxValue),
            MinLength = source.Integer("min_length") ?? 0,
            MinNewTokens = source.Integer("min_new_tokens") ?? 0,
            NumBeams = beams,
            NumReturnSequences = Math.Clamp(source.Integer("num_return_sequences") ?? 1, 1, beams),
            LengthPenalty = source.Number("length_penalty") ?? 1,
            EarlyStopping = Stopping(source) ?? EarlyStopping.Heuristic,
            NoRepeatNgramSize = Least(source, "no_repeat_ngram_size", 0) ?? 0,
            RepetitionPenalty = repetitionPenalty,
            BadWordsIds = source.IntegerLists("bad_words_ids"),
            SuppressTokens = source.Integers("suppress_tokens"),
            BeginSuppressTokens = source.Integers("begin_suppress_tokens"),
            ForcedBosTokenId = source.Integer("forced_bos_token_id"),
            ForcedEosTokenIds = source.Integers("forced_eos_token_id"),
            Temperature = InRange(source.Number("temperature"), GenerationLimits.Temperature) ?? 1,
            TopK = source.Integer("top_k") is >= 0 and var topK ? topK : 50,
            TopP = InRange(source.Number("top_p"), GenerationLimits.TopP) ?? 1,
            RenormalizeLogits = source.Flag("renormalize_logits") ?? false,
        };
    }

    private static int? Least(JsonSection source, string field, int least)
    {
        if (source.Value(field) is { ValueKind: JsonValueKind.Number } written && written.GetDouble() > int.MaxValue)
        {
            source.Fault(field, $"an integer of at most {int.MaxValue}");
            return null;
        }

        var value = source.Integer(field);
        if (value < least)
        {
            source.Fault(field, $"an integer of at least {least}");
            return null;
        }

        return value;
    }

    /// <summary>Files hold such values although they do not sample; only a call that samples uses them.</summary>
    private static double? InRange(double? value, NumberRange range) => value is { } number && range.Contains(number) ? number : null;

    private static EarlyStopping? Stopping(JsonSection section)
    {
        switch (section.Value("early_stopping"))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.True }:
                return EarlyStopping.Always;
            case { ValueKind: JsonValueKind.False }:
                return EarlyStopping.Heuristic;
            case { ValueKind: JsonValueKind.String } value when value.ValueEquals("never"):
                return EarlyStopping.Never;
            default:
                section.Fault("early_stopping", "true, false or \"never\"");
                return null;
        }
    }

    private static IReadOnlyList<int> FirstOf(IReadOnlyList<int> first, IReadOnlyList<int> second) => first.Count > 0 ? first : second;

    private static bool IsNumber(JsonElement value, double expected) =>
        value.ValueKind == JsonValueKind.Number && Math.Abs(value.GetDouble() - expected) < 1e-9;
}
