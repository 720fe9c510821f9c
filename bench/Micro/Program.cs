using BenchmarkDotNet.Running;
using TransformerService.Micro;

BenchmarkSwitcher.FromAssembly(typeof(KeyBenchmarks).Assembly).Run(args);
