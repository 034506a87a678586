/// The `capacity` smallest of any number of elements, the largest of them on top.
///
/// An insertion costs O(log capacity), and one that does not belong costs one comparison.
struct BoundedHeap<Element: Comparable> {
    let capacity: Int
    private(set) var elements: [Element] = []

    /// - Precondition: `capacity` ≥ 1.
    init(capacity: Int) {
        precondition(capacity >= 1, "a heap that holds something")
        self.capacity = capacity
        elements.reserveCapacity(min(capacity, 4096))
    }

    var isFull: Bool { elements.count == capacity }
    /// The largest element that is kept.
    var largest: Element? { elements.first }

    mutating func insert(_ element: Element) {
        if !isFull {
            elements.append(element)
            siftUp(from: elements.count - 1)
        } else if element < elements[0] {
            elements[0] = element
            siftDown(from: 0)
        }
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard elements[parent] < elements[child] else { return }
            elements.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var largest = parent
            for child in (2 * parent + 1)...(2 * parent + 2) where child < elements.count && elements[largest] < elements[child] {
                largest = child
            }
            guard largest != parent else { return }
            elements.swapAt(parent, largest)
            parent = largest
        }
    }
}
