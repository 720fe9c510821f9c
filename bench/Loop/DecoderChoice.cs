namespace TransformerService.Loop;

/// <summary>Which of an export's decoders a loop runs.</summary>
public enum DecoderChoice
{
    /// <summary>decoder_model_merged.onnx for every step: what Optimum and transformers.js run.</summary>
    Merged,

    /// <summary>decoder_model.onnx for the first step and decoder_with_past_model.onnx for the others.</summary>
    Split,
}
