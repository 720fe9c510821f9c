using BenchmarkDotNet.Running;
using TransformerService.Micro;

if (args is [KeyTimings.Name])
    KeyTimings.Run();
else
    BenchmarkSwitcher.FromAssembly(typeof(TokenizerBenchmarks).Assembly).Run(args);
