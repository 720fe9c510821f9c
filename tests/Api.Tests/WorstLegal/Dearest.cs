namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>In what a request is dear.</summary>
internal enum Dearest
{
    Rows,
    Cpu,
    Heap,
    NativeMemory,
    AnswerBytes,
    OpenTime,
    Places,
}
