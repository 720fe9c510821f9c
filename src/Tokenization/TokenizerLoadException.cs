namespace TransformerService.Tokenization;

/// <summary>A tokenizer's files are missing, malformed or not supported. The message names the file and the fault.</summary>
public sealed class TokenizerLoadException(string message, Exception? inner = null) : Exception(message, inner);
