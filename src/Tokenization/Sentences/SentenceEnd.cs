namespace TransformerService.Tokenization.Sentences;

/// <summary>A place where a sentence may end, as offsets into the line.</summary>
/// <param name="Sentence">Where the sentence began.</param>
/// <param name="Run">Where the run of enders begins.</param>
/// <param name="Closers">Where the run ends and closing quotes and brackets begin.</param>
/// <param name="End">Where the closers end.</param>
internal readonly record struct SentenceEnd(int Sentence, int Run, int Closers, int End);
